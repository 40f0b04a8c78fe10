"""The icon sprite holds the icons in use and nothing else."""

import pytest

from heli.web.assets import icons

FRAME = '<path d="M0 0h24v24H0z"/>'
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" class="icon" width="24" viewBox="0 0 24 24">{FRAME}<path d="M1 1"/></svg>'


@pytest.fixture
def package(tmp_path):
    for form, name in (("outline", "inbox"), ("outline", "star"), ("filled", "star")):
        (tmp_path / form).mkdir(exist_ok=True)
        (tmp_path / form / f"{name}.svg").write_text(DRAWING)
    return tmp_path


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "heli" / "web" / "templates" / "web"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(
        """{{ icon('inbox') }} {{ icon( "star", size=20) }} {{ empty(icon="star-filled") }} {{ lexicon("no") }}"""
    )
    (tmp_path / "heli" / "apps.py").write_text('Room(icon="gavel")\n')
    (tmp_path / "heli" / "tests").mkdir()
    (tmp_path / "heli" / "tests" / "test_x.py").write_text('icon="never"\n')
    return tmp_path / "heli"


def test_names_come_from_templates_and_declarations_but_not_from_tests(house):
    assert list(icons.in_use(house)) == ["gavel", "inbox", "star", "star-filled"]


def test_each_name_becomes_one_symbol_without_frame(package, tmp_path):
    sprite = icons.sprite({"inbox": tmp_path, "star-filled": tmp_path}, package)
    assert sprite.splitlines()[1] == '<symbol id="inbox" viewBox="0 0 24 24"><path d="M1 1" /></symbol>'
    assert sprite.count("<symbol") == 2


def test_an_unknown_icon_is_named_with_the_file_that_wants_it(package):
    with pytest.raises(SystemExit, match=r"gavle.*page\.html"):
        icons.sprite({"gavle": icons.BASE / "page.html"}, package)
