-- A case now knows whose wallet it was. Older cases were opened before that was asked: a terminal's
-- is known by its problem, the others stay on the ladder until the person says.
ALTER TABLE cases ADD COLUMN place TEXT NOT NULL DEFAULT 'unknown';

UPDATE cases SET place = 'terminal' WHERE problem = 'terminal';

UPDATE cases
   SET step = CASE step WHEN 'support' THEN 'terminal'
                        WHEN 'appeal' THEN 'terminal'
                        WHEN 'social' THEN 'terminal'
                        WHEN 'regulator' THEN 'rospotrebnadzor'
                        ELSE step END
 WHERE place = 'terminal';

UPDATE events
   SET step = CASE step WHEN 'support' THEN 'terminal'
                        WHEN 'appeal' THEN 'terminal'
                        WHEN 'regulator' THEN 'rospotrebnadzor'
                        ELSE step END
 WHERE case_id IN (SELECT id FROM cases WHERE place = 'terminal');

-- A day is asked for in another way now: who was being asked presses the button again.
DELETE FROM fsm WHERE state = 'Asking:sent_day';
