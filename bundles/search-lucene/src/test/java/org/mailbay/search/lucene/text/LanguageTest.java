package org.mailbay.search.lucene.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanguageTest {
    private static final List<Language> ALL = List.of(Language.values());

    private static final Map<Language, String> SENTENCES = Map.ofEntries(
            Map.entry(Language.EN, "Please find attached the report that we have discussed with all of you this week."),
            Map.entry(
                    Language.DE,
                    "Anbei finden Sie den Bericht, \u00FCber den wir uns f\u00FCr die n\u00E4chste Woche noch nicht geeinigt haben."),
            Map.entry(
                    Language.FR,
                    "Veuillez trouver ci-joint le rapport dont nous avons parl\u00E9 avec vous la semaine derni\u00E8re."),
            Map.entry(
                    Language.ES,
                    "Adjunto el informe que hemos comentado con ustedes y que es muy importante para el equipo."),
            Map.entry(
                    Language.IT,
                    "In allegato il rapporto di cui abbiamo parlato con voi e che \u00E8 anche nella cartella."),
            Map.entry(
                    Language.PT,
                    "Segue em anexo o relat\u00F3rio que n\u00E3o foi enviado ontem, mas tamb\u00E9m est\u00E1 na pasta."),
            Map.entry(
                    Language.NL,
                    "In de bijlage vindt u het verslag dat wij met elkaar hebben besproken en dat niet af is."),
            Map.entry(
                    Language.SV,
                    "Bifogat finns rapporten som vi inte har diskuterat med dig och det \u00E4r mycket viktigt."),
            Map.entry(
                    Language.DA,
                    "Vedlagt er rapporten, som vi ikke har haft tid til at se p\u00E5 efter m\u00F8det, tak for det."),
            Map.entry(
                    Language.FI,
                    "Liitteen\u00E4 on raportti, joka ei ole viel\u00E4 valmis, mutta se on my\u00F6s kansiossa, kiitos."),
            Map.entry(
                    Language.RU,
                    "\u0412\u043E \u0432\u043B\u043E\u0436\u0435\u043D\u0438\u0438 \u043E\u0442\u0447\u0451\u0442"),
            Map.entry(Language.AR, "\u062A\u062C\u062F\u0648\u0646 \u0627\u0644\u062A\u0642\u0631\u064A\u0631"));

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Scanner scanner = new Scanner(text);
        while (scanner.next()) {
            words.add(scanner.word().toString());
        }
        return words;
    }

    @Test
    void isToldFromAFewWords() {
        SENTENCES.forEach((language, text) ->
                assertThat(Language.detect(words(text), ALL)).as(text).startsWith(language));
    }

    @Test
    void aMixedTextHasTwo() {
        String mixed = SENTENCES.get(Language.EN) + " " + SENTENCES.get(Language.DE);
        assertThat(Language.detect(words(mixed), ALL)).containsExactlyInAnyOrder(Language.EN, Language.DE);
    }

    @Test
    void whereNothingTellsItIsTheFirstKnown() {
        assertThat(Language.detect(Set.of("xyzzy"), List.of(Language.NL, Language.EN)))
                .containsExactly(Language.NL);
        assertThat(Language.detect(Set.of("the", "and"), List.of(Language.NL))).containsExactly(Language.NL);
        assertThat(Language.detect(Set.of("the"), List.of())).isEmpty();
    }
}
