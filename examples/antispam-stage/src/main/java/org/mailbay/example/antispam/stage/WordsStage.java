package org.mailbay.example.antispam.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Resolver;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Gives points for words in the subject. A function of the candidate and its configuration: nothing is remembered. */
@Component(
        configurationPid = "example.antispam-stage",
        property = {Stage.NAME + "=example-words", Stage.ORDER + ":Integer=500", Stage.PHASES + "=MESSAGE"})
@Designate(ocd = WordsStage.Config.class)
public final class WordsStage implements Stage {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "Example: words", description = "Points for words in the subject.")
    public @interface Config {
        @AttributeDefinition(description = "Words, in any case.")
        String[] words() default {"lottery", "casino"};

        @AttributeDefinition(description = "Points for each word that is found.", min = "-100", max = "100")
        double points() default 2;
    }

    private final List<String> words;
    private final double points;

    @Activate
    public WordsStage(Config config) {
        words = Arrays.stream(config.words())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
        points = config.points();
    }

    @Override
    public Opinion judge(Phase phase, Candidate candidate, Resolver dns) {
        Candidate.Body body = candidate.content();
        if (body == null) {
            return Opinion.NONE; // only in MESSAGE there is one
        }
        String subject = body.message().subject().orElse("").toLowerCase(Locale.ROOT);
        long found = words.stream().filter(subject::contains).count();
        // The reason goes into the trace, which holds no content of the message: the count, not the words around it.
        return found == 0
                ? Opinion.none("no word found")
                : Opinion.points(found * points, found + (found == 1 ? " word" : " words") + " in the subject");
    }
}
