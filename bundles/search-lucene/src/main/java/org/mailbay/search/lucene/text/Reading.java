package org.mailbay.search.lucene.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.search.lucene.text.Wanted.Anything;
import org.mailbay.search.lucene.text.Wanted.Chain;
import org.mailbay.search.lucene.text.Wanted.Gap;
import org.mailbay.search.lucene.text.Wanted.Match;
import org.mailbay.search.lucene.text.Wanted.Step;
import org.mailbay.search.lucene.text.Wanted.Word;
import org.mailbay.store.TextQuery;

/** Reads what a user wrote. */
public final class Reading {
    /** Before the term of what stands between words. */
    public static final String GAP = "\u0002";

    private Reading() {}

    /** What a text must have, all of it; never empty. */
    public static List<Wanted> of(TextQuery query) {
        String text = Scanner.normal(query.text());
        return switch (query.mode()) {
            case WORDS -> words(text);
            case SUBSTRING -> List.of(characters(text));
        };
    }

    private record Token(Scanner.Kind kind, String word, String alone, boolean pair, String gap) {}

    /** The words of a text; behind the last stands a token of none with the gap that follows. */
    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Scanner scanner = new Scanner(text);
        while (scanner.next()) {
            tokens.add(new Token(
                    scanner.kind(),
                    scanner.word().toString(),
                    scanner.alone().toString(),
                    scanner.pair(),
                    scanner.gap().toString()));
        }
        tokens.add(new Token(Scanner.Kind.WORD, "", "", false, scanner.gap().toString()));
        return tokens;
    }

    private static List<Wanted> words(String text) {
        Set<Wanted> wanted = new LinkedHashSet<>();
        String[] parts = text.replaceAll("[\u201C\u201D\u201E\u201F\u00AB\u00BB\uFF02]", "\"")
                .split("\"", -1);
        for (int i = 0; i < parts.length; i++) {
            // A mark that is never closed means nothing.
            if (i % 2 == 1 && i < parts.length - 1) {
                phrase(tokens(parts[i]), wanted);
            } else {
                for (String chunk : parts[i].split("\\s+")) {
                    chunk(chunk, wanted);
                }
            }
        }
        if (wanted.isEmpty()) {
            String signs = text.replaceAll("[\"*\\s\\p{Cntrl}]", "");
            return List.of(signs.isEmpty() ? new Anything() : characters(signs));
        }
        return List.copyOf(wanted);
    }

    private static void chunk(String chunk, Set<Wanted> wanted) {
        List<Token> tokens = tokens(chunk);
        if (tokens.size() == 1) {
            // A symbol such as a heart is asked for, a dash or an ampersand just stands there.
            if (chunk.codePoints().anyMatch(Reading::symbol)) {
                wanted.add(characters(chunk));
            }
            return;
        }
        Token first = tokens.getFirst();
        boolean open = tokens.get(1).gap().startsWith("*");
        if (tokens.size() == 2 && first.kind() == Scanner.Kind.WORD && !open) {
            wanted.add(new Word(first.word()));
        } else {
            phrase(tokens, wanted);
        }
    }

    private static boolean symbol(int character) {
        int type = Character.getType(character);
        return type == Character.OTHER_SYMBOL || type == Character.CURRENCY_SYMBOL;
    }

    private static void phrase(List<Token> tokens, Set<Wanted> wanted) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < tokens.size() - 1; i++) {
            Token token = tokens.get(i);
            boolean last = i == tokens.size() - 2;
            boolean open = tokens.get(i + 1).gap().startsWith("*");
            if (token.kind() == Scanner.Kind.IDEOGRAPH) {
                ideograph(tokens, i, last || open, steps);
            } else {
                steps.add(new Step(i, open ? Match.PREFIX : Match.EXACT, token.word(), false));
            }
        }
        if (!steps.isEmpty()) {
            wanted.add(new Chain("", steps, List.of()));
        }
    }

    /** Whoever has the pair before has this one, too. */
    private static void ideograph(List<Token> tokens, int i, boolean open, List<Step> steps) {
        Token token = tokens.get(i);
        if (token.pair()) {
            steps.add(new Step(i, Match.EXACT, token.word(), true));
        } else if (!open) {
            steps.add(new Step(i, Match.EXACT, token.alone(), false));
        } else if (i == 0 || !tokens.get(i - 1).pair()) {
            steps.add(new Step(i, Match.PREFIX, token.alone(), false));
        }
    }

    private static Wanted characters(String text) {
        List<Token> tokens = tokens(text);
        Token end = tokens.getLast();
        int count = tokens.size() - 1;
        if (count == 0) {
            return end.gap().isBlank()
                    ? new Anything()
                    : new Chain(text, List.of(new Step(0, Match.WITHIN, GAP + end.gap(), false)), List.of());
        }
        List<Step> steps = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Token token = tokens.get(i);
            boolean begins = i > 0 || !token.gap().isEmpty();
            boolean ends = i < count - 1 || !end.gap().isEmpty();
            if (token.kind() == Scanner.Kind.IDEOGRAPH) {
                ideograph(tokens, i, !ends, steps);
            } else {
                steps.add(new Step(i, match(begins, ends), token.word(), false));
            }
            if (i > 0) {
                between(i, tokens.get(i - 1), token, gaps);
            }
        }
        Token first = tokens.getFirst();
        if (!first.gap().isEmpty()) {
            boolean plain = first.gap().equals(first.kind().gap());
            gaps.add(new Gap(0, plain, false, Match.SUFFIX, first.gap()));
        }
        if (!end.gap().isEmpty()) {
            boolean plain = end.gap().equals(tokens.get(count - 1).kind().gap());
            gaps.add(new Gap(count, plain, true, Match.PREFIX, end.gap()));
        }
        return new Chain(text, steps, gaps);
    }

    private static void between(int i, Token before, Token token, List<Gap> gaps) {
        if (before.pair()) {
            return;
        }
        boolean plain =
                before.kind() == token.kind() && token.gap().equals(token.kind().gap());
        gaps.add(new Gap(i, plain, false, Match.EXACT, token.gap()));
    }

    private static Match match(boolean begins, boolean ends) {
        if (begins) {
            return ends ? Match.EXACT : Match.PREFIX;
        }
        return ends ? Match.SUFFIX : Match.WITHIN;
    }
}
