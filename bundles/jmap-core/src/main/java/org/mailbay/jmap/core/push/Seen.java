package org.mailbay.jmap.core.push;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.mailbay.store.AccountId;

/**
 * What a client was told of, as it gives it back: the modseq of its own account, and for each account of others that it heard of a dot,
 * the account's digits, a dot, the modseq. Who never heard of others has a plain number.
 *
 * @param own 0 when it is not known
 */
public record Seen(long own, Map<AccountId, Long> others) {
    /** Accounts of others in it; of further ones a client is told anew. */
    static final int MAX_OTHERS = 200;

    private static final Pattern FORM =
            Pattern.compile("\\d{1,18}(\\.[0-9a-v]{1,13}\\.\\d{1,18}){0," + MAX_OTHERS + "}");

    /** Nothing. */
    public static final Seen NOTHING = new Seen(0, Map.of());

    /** Reads what {@link #toString} wrote; anything else is nothing. */
    public static Seen parse(String text) {
        if (text.length() > MAX_OTHERS * 40 || !FORM.matcher(text).matches()) {
            return NOTHING;
        }
        String[] words = text.split("\\.");
        Map<AccountId, Long> others = new TreeMap<>();
        for (int i = 1; i < words.length; i += 2) {
            Optional<AccountId> account = AccountId.parse("a" + words[i]);
            if (account.isEmpty()) {
                return NOTHING;
            }
            others.put(account.get(), Long.parseLong(words[i + 1]));
        }
        return new Seen(Long.parseLong(words[0]), others);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(own);
        others.entrySet().stream()
                .limit(MAX_OTHERS)
                .forEach(other -> text.append('.')
                        .append(other.getKey().toString().substring(1))
                        .append('.')
                        .append(other.getValue()));
        return text.toString();
    }
}
