package org.mailbay.search.lucene.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArabicStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;

/** A language whose words are found in all their forms; told from others by its commonest words, or by its script. */
public enum Language {
    /** English. */
    EN(
            EnglishStemmer::new,
            "the and of to is that it for was with as his on be at by this had not are but from or have an they which you were"
                    + " all we there can their what would your please regards will has been our if when thanks about"),
    /** German. */
    DE(
            GermanStemmer::new,
            "der die und das ist nicht ich es sie mit sich auf fur dem den von zu ein eine einen im wir auch als an er wie bei"
                    + " oder aber nach am dass wird sind noch aus bitte gruße grusse konnen haben werden hat uns ihnen ihre sehr"),
    /** French. */
    FR(
            FrenchStemmer::new,
            "le la les et des est un une du que dans qui pour pas au sur ne se ce il sont avec plus par vous nous je cette mais"
                    + " ou votre vos notre nos aux ont ete merci bonjour cordialement etre fait sans"),
    /** Spanish. */
    ES(
            SpanishStemmer::new,
            "el la los las y de que en un una por con para es no se del al lo como mas pero sus le ya este si porque muy sin"
                    + " sobre tambien me hasta hay donde gracias saludos usted esta son su"),
    /** Italian. */
    IT(
            ItalianStemmer::new,
            "il la che di e un una per non in sono con si da come le dei del della delle nel piu anche ma gli alla questo ha"
                    + " lo al ho io mi sua suo ci grazie saluti cordiali essere stato nella dal"),
    /** Portuguese. */
    PT(
            PortugueseStemmer::new,
            "o a os as que de e do da em um uma para com nao por mais dos das como mas foi ao ele se tem seu sua ou ser quando"
                    + " muito nos ja eu tambem pelo pela ate isso obrigado voce esta sao no na"),
    /** Dutch. */
    NL(
            DutchStemmer::new,
            "de het een en van ik te dat die in is niet op aan met als voor er maar om hem dan zou of wat mijn men dit zo door"
                    + " over ze zich bij ook tot je naar heb heeft groet bedankt wij uw zijn worden"),
    /** Swedish. */
    SV(
            SwedishStemmer::new,
            "och det att i en jag hon som han pa den med var sig for sa till ar men ett om hade de av icke mig du henne da sin"
                    + " nu har inte hans honom skulle eller tack halsningar vi kan vill fran mycket"),
    /** Norwegian. */
    NO(
            NorwegianStemmer::new,
            "og i jeg det at en et den til er som pa de med han av ikke der sa var meg seg men ett har om vi min mitt ha hun na"
                    + " over da ved fra du ut sin dem oss opp kan hvor eller hilsen takk etter skal"),
    /** Danish. */
    DA(
            DanishStemmer::new,
            "og i jeg det at en den til er som pa de med han af for ikke der var mig sig men et har om vi min havde ham hun nu"
                    + " over da fra du ud sin dem os op man hans hvor eller hilsen tak efter skal af meget"),
    /** Finnish. */
    FI(
            FinnishStemmer::new,
            "ja on ei se etta han oli mutta ovat niin kuin minun mita jos tai hanen sina mina he nyt vain kun olen ole joka"
                    + " myos sen ollut olisi tama te me kanssa kiitos terveisin jotka mukaan voi"),
    /** Russian: Cyrillic letters. */
    RU(RussianStemmer::new, ""),
    /** Arabic: Arabic letters. */
    AR(ArabicStemmer::new, "");

    /** Words a language must have in common with a text to be another one of the text. */
    private static final int SECOND = 5;

    private static final Map<String, Set<Language>> COMMON = common();
    private static final Set<Language> NONE = EnumSet.noneOf(Language.class);
    private static final Set<Language> ONLY_RU = EnumSet.of(RU);
    private static final Set<Language> ONLY_AR = EnumSet.of(AR);

    private final Supplier<SnowballStemmer> stemmer;
    private final String words;

    Language(Supplier<SnowballStemmer> stemmer, String words) {
        this.stemmer = stemmer;
        this.words = words;
    }

    private static Map<String, Set<Language>> common() {
        Map<String, Set<Language>> common = new HashMap<>();
        for (Language language : values()) {
            for (String word : language.words.split(" ")) {
                common.computeIfAbsent(word, _ -> EnumSet.noneOf(Language.class))
                        .add(language);
            }
        }
        return common;
    }

    /** Two letters of ISO 639-1. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its {@link #code}. */
    public static Optional<Language> of(String code) {
        for (Language language : values()) {
            if (language.code().equals(code)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /** A new stemmer, for one thread. */
    SnowballStemmer stemmer() {
        return stemmer.get();
    }

    /**
     * The languages of a text: one, two if it is mixed, the first of {@code known} if nothing tells.
     *
     * @param words of the text, folded, each once
     * @param known which may be answered, the likeliest first
     */
    public static List<Language> detect(Collection<String> words, List<Language> known) {
        Guess guess = new Guess();
        words.forEach(word -> guess.add(telling(word)));
        return guess.best(known);
    }

    /** Languages that a folded word speaks for; none for most. */
    public static Set<Language> telling(String word) {
        char first = word.charAt(0);
        if (first >= 0x0400 && first < 0x0530) {
            return ONLY_RU;
        }
        if (first >= 0x0600 && first < 0x0700) {
            return ONLY_AR;
        }
        return COMMON.getOrDefault(word, NONE);
    }

    /** Finds out a text's languages. */
    public static final class Guess {
        private final double[] points = new double[values().length];

        /** Begins with another text. */
        public void clear() {
            Arrays.fill(points, 0);
        }

        /** Another word of the text, each once; as {@link #telling} has it. */
        public void add(Set<Language> telling) {
            for (Language language : telling) {
                points[language.ordinal()] += 1.0 / telling.size();
            }
        }

        /** As {@link #detect}. */
        public List<Language> best(List<Language> known) {
            List<Language> best = new ArrayList<>(known);
            best.removeIf(language -> points(language) == 0);
            best.sort((a, b) -> Double.compare(points(b), points(a)));
            if (best.isEmpty()) {
                return known.isEmpty() ? List.of() : List.of(known.getFirst());
            }
            double second = best.size() > 1 ? points(best.get(1)) : 0;
            boolean mixed = second >= SECOND && second * 2 >= points(best.getFirst());
            return List.copyOf(best.subList(0, mixed ? 2 : 1));
        }

        private double points(Language language) {
            return points[language.ordinal()];
        }
    }
}
