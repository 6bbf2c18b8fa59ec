"""What papers are made of what a person has shown."""

import io
import zipfile

import pikepdf

from bot.exhibits.paper import court
from tests.exhibits import files


def test_a_court_s_files_go_by_number_and_a_paper_in_parts_is_one() -> None:
    told = [(5, "5. Претензия.pdf"), (4, "4. Ответ.pdf"), (4, "4. Ответ.pdf"), (6, "6. Чек.pdf")]
    exhibits = [{"at": at, "file_name": name, "mime": "", "name": name} for at, name in told]
    papers = [files.pdf(1), files.pdf(1), files.pdf(2), b""]  # the last is not there any more
    _, (packed,) = court({"letter_name": "Иск.pdf", "exhibits": exhibits}, [files.pdf(1), *papers])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["Иск.pdf", "4. Ответ.pdf", "5. Претензия.pdf"]
        with pikepdf.open(io.BytesIO(archive.read("4. Ответ.pdf"))) as reply:
            assert len(reply.pages) == 3
