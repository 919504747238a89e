package org.mailbay.admin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: a script that lets a shell complete what is typed; the server says with what. */
@Command(
        name = "completion",
        description = "Prints a script that makes bash or zsh complete commands: source <(mailbay admin completion).",
        mixinStandardHelpOptions = true)
final class Completion implements Callable<Integer> {
    private static final String SCRIPT = """
            _mailbay() {
              local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
              if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "run test bench admin" -- "${words[0]}")); return; fi
              [ "${words[0]}" = admin ] || return
              COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" admin completion -- "${words[@]:1}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            [ -z "${ZSH_VERSION:-}" ] || { autoload -U +X bashcompinit && bashcompinit; }
            complete -o default -F _mailbay mailbay ./mailbay
            """;

    @CommandLine.ParentCommand
    private Main main = Main.unparsed();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(hidden = true, arity = "0..*")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        if (words.isEmpty()) {
            main.say(SCRIPT);
            return 0;
        }
        List<CharSequence> candidates = new ArrayList<>();
        String last = words.getLast();
        AutoComplete.complete(
                spec.root(), words.toArray(String[]::new), words.size() - 1, last.length(), 0, candidates);
        candidates.forEach(candidate -> main.say(last + candidate));
        return 0;
    }
}
