from __future__ import annotations

from .conftest import Run


def talk(run: Run, *lines: str) -> str:
    result = run("chat", given="".join(f"{line}\n" for line in lines))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_a_pipe_is_answered_without_prompt_or_colours(run: Run) -> None:
    output = talk(run, "what bonus do ai systems engineers get?")
    assert "Source: Senior AI Systems Engineer guide, Salary" in output
    assert not output.startswith(">")
    assert "\x1b" not in output


def test_no_command_means_chat(run: Run) -> None:
    assert run(given="/roles\n").stdout == run("chat", given="/roles\n").stdout


def test_a_number_asks_that_suggestion(run: Run) -> None:
    question = "what bonus do ai systems engineers get?"
    first = talk(run, question)
    suggestion = next(line for line in first.splitlines() if line.startswith("[1] ")).removeprefix("[1] ")
    both = talk(run, question, "1")
    assert both == first + f"> {suggestion}\n\n" + both.removeprefix(first).split("\n\n", 1)[1]
    assert "Source: " in both.removeprefix(first)


def test_roles_lists_every_role(run: Run) -> None:
    assert talk(run, "/roles").count("\n") == 6


def test_sources_lists_all_places_of_the_last_answer(run: Run) -> None:
    assert talk(run, "/sources") == "The last answer rests on no guide.\n\n"
    output = talk(run, "what bonus do ai systems engineers get?", "/sources")
    assert output.count("Senior AI Systems Engineer guide, Salary") > 1


def test_why_explains_the_last_question(run: Run) -> None:
    assert talk(run, "/why") == "Nothing has been asked yet.\n\n"
    assert "bonus" in talk(run, "what bonus do ai systems engineers get?", "/why").split("\n\n")[-2]


def test_new_forgets_the_conversation(run: Run) -> None:
    asked = ("what bonus do ai systems engineers get?", "and the equity?")
    assert talk(run, asked[1]) in talk(run, asked[0], "/new", asked[1])
    assert talk(run, asked[1]) not in talk(run, *asked)


def test_help_shows_the_commands(run: Run) -> None:
    output = talk(run, "/help")
    assert all(command in output for command in ("/help", "/roles", "/sources", "/why", "/new", "/quit"))


def test_quit_leaves_and_an_unknown_command_does_not(run: Run) -> None:
    assert talk(run, "/quit", "hello") == ""
    assert talk(run, "/dance now") == "There is no command /dance. /help lists them.\n\n"


def test_blank_lines_are_passed_over(run: Run) -> None:
    assert talk(run, "", "   ", "/quit") == ""
