import pytest
from streamlit.testing.v1 import AppTest

from core.compare import Round, duel
from core.engine import Status, Work
from core.history import Progress
from core.lab import LabResult, LabStep, specs
from core.labs.ten_gradient_steps import judge
from pages.ui import jobs

LAB = specs()["ten_gradient_steps"]


def result():
    pairs = tuple(
        Round(seed=i, scores=(0.96 + 0.001 * i, 0.84), cpu_s=(1.5, 0.03))
        for i in range(5)
    )
    return duel(("random_forest", "mlp"), pairs, test_over_train=0.25)


class Played:
    """An engine that has whatever state a test sets; it remembers what it was asked."""

    def __init__(self) -> None:
        self.state, self.work, self.again, self.message = None, None, None, ""

    def owners(self, key: str) -> frozenset[str]:
        return frozenset({self.owner})

    def submit(self, work: Work, *, again: bool = False, owner: str = "") -> str:
        self.owner = owner
        self.work, self.again, self.state = work, again, "running"
        return work.key

    def status(self, key: str) -> Status | None:
        if self.work is None or key != self.work.key:
            return None
        return Status(state=self.state, message=self.message, seconds=2.0)

    def events(self, key: str, since: int = 0) -> list[LabStep]:
        progress = Progress(done=40, total=100, message="Split 2 of 5: neural net")
        return [LabStep(progress=progress, partial=result())]

    def result(self, key: str) -> LabResult:
        return LabResult(result=result(), verdict=judge(result()), seconds=12.0)

    def touch(self, owner: str) -> None:
        pass

    def withdraw(self, key: str, owner: str) -> None:
        assert owner == self.owner
        self.state = "stopped"


@pytest.fixture
def engine(monkeypatch):
    played = Played()
    monkeypatch.setattr(jobs, "engine", lambda: played)
    return played


def page(**query: str) -> AppTest:
    app = AppTest.from_file("../../pages/labs.py", default_timeout=20)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str):
    return next(one for one in app.button if one.label == label)


def texts(app: AppTest) -> str:
    kinds = (
        app.markdown,
        app.caption,
        app.info,
        app.success,
        app.warning,
        app.subheader,
    )
    return "\n".join(element.value for kind in kinds for element in kind)


def predicted(guess: str = "far", **query: str) -> AppTest:
    app = page(lab=LAB.key, **query)
    app.radio[0].set_value(guess).run()
    return app


def test_catalogue_leads_to_each_lab(engine) -> None:
    app = page()
    assert app.title[0].value == "Labs"
    for lab in specs().values():
        assert lab.claim.statement in texts(app)
    app.button(key=f"open-{LAB.key}").click().run()
    assert app.title[0].value == LAB.title
    assert app.query_params["lab"] == LAB.key
    button(app, "All labs").click().run()
    assert app.title[0].value == "Labs"


def test_an_unknown_lab_shows_the_catalogue(engine) -> None:
    app = page(lab="<b>x</b>")
    assert app.title[0].value == "Labs"
    assert "There is no lab" in app.warning[0].value


def test_run_opens_with_a_prediction(engine) -> None:
    app = page(lab=LAB.key)
    assert button(app, "Run the experiment").disabled
    assert LAB.claim.refuted_if in texts(app)
    app.radio[0].set_value("level").run()
    assert not button(app, "Run the experiment").disabled
    assert engine.work is None


def test_a_run_reports_and_can_be_stopped_and_repeated(engine) -> None:
    app = predicted(trees="20")
    button(app, "Run the experiment").click().run()
    values = (("splits", 5), ("training", "published"), ("trees", 20))
    assert engine.work.args == (LAB.key, values, 42)
    assert app.radio[0].disabled
    assert button(app, "Run the experiment").disabled
    button(app, "Stop").click().run()
    assert engine.state == "stopped"
    assert "was stopped" in app.info[0].value
    button(app, "Run the experiment").click().run()
    assert engine.again


@pytest.mark.parametrize(
    ("guess", "told"), [("far", "You saw it coming"), ("level", "You expected")]
)
def test_a_finished_run_shows_verdict_guess_and_reasons(engine, guess, told) -> None:
    app = predicted(guess)
    button(app, "Run the experiment").click().run()
    engine.state = "finished"
    app.run()
    assert not app.exception
    assert told in texts(app)
    assert "Verdict: mixed" in texts(app)
    assert "5 splits" in texts(app)
    assert LAB.why in texts(app)
    assert app.get("plotly_chart")


def test_a_result_stays_closed_until_this_visit_has_predicted(engine) -> None:
    first = predicted()
    button(first, "Run the experiment").click().run()
    engine.state = "finished"
    other = page(lab=LAB.key)
    assert "Verdict" not in texts(other)
    assert button(other, "Run the experiment").disabled


def test_a_failure_is_told_in_a_sentence(engine) -> None:
    app = predicted()
    button(app, "Run the experiment").click().run()
    engine.state, engine.message = "failed", "Memory ran out."
    app.run()
    assert "Memory ran out" in app.info[0].value
    assert not button(app, "Run the experiment").disabled


def test_break_it_sets_the_address_and_asks_anew(engine) -> None:
    app = predicted()
    button(app, "… and grow only 20 trees").click().run()
    assert app.query_params["training"] == "trained"
    assert app.query_params["trees"] == "20"
    assert app.radio[0].value is None
    assert button(app, "Run the experiment").disabled
    app.slider(key=f"lab.{LAB.key}.splits").set_value(7).run()
    assert app.query_params["splits"] == "7"
    app.number_input[0].set_value(3).run()
    assert app.query_params["seed"] == "3"
    button(app, "Back to defaults").click().run()
    assert app.query_params == {"lab": LAB.key}


def test_a_wrong_address_is_answered_with_the_defaults(engine) -> None:
    app = page(lab=LAB.key, splits="99")
    assert "from 3 to 15" in app.warning[0].value.replace("\\", "")
    assert app.query_params == {"lab": LAB.key}


def test_a_guess_that_nobody_can_make_counts_as_none(engine) -> None:
    app = page(lab=LAB.key, guess="<b>x</b>", run="1")
    assert app.radio[0].value is None
    assert button(app, "Run the experiment").disabled
    assert "Verdict" not in texts(app)
