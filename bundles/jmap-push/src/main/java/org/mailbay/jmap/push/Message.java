package org.mailbay.jmap.push;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;

/**
 * What is pushed.
 *
 * @param topic a message of the same topic that was not delivered yet is replaced (RFC 8030 §5.4); empty for none
 */
record Message(String text, String topic) {
    /** In a StateChange; the rest goes into the next one. */
    private static final int MAX_TEXT = 3_500;

    /** RFC 8620 §7.2.2. */
    static Message verification(Subscription subscription) {
        return new Message(
                "{\"@type\":\"PushVerification\",\"pushSubscriptionId\":\"" + subscription.id()
                        + "\",\"verificationCode\":\"" + subscription.code() + "\"}",
                "");
    }

    /**
     * A StateChange (RFC 8620 §7.1); type names are ASCII words.
     *
     * @param changes what to say; what found no room is left in it
     * @return null when there is nothing to say
     */
    static @Nullable Message stateChange(Map<AccountId, Map<String, Long>> changes, Suffixes suffixes)
            throws IOException {
        StringBuilder text = new StringBuilder("{\"@type\":\"StateChange\",\"changed\":{");
        StringBuilder about = new StringBuilder();
        String comma = "";
        for (AccountId account : new TreeMap<>(changes).keySet()) {
            String suffix = suffixes.of(account);
            Map<String, Long> types = changes.remove(account);
            if (suffix == null || types == null || types.isEmpty()) {
                continue; // not seen any more
            }
            StringBuilder entry =
                    new StringBuilder(comma).append('"').append(account).append("\":{");
            String next = "";
            for (Map.Entry<String, Long> type : types.entrySet()) {
                entry.append(next).append('"').append(type.getKey()).append("\":\"");
                entry.append(type.getValue()).append(suffix).append('"');
                next = ",";
            }
            if (!comma.isEmpty() && text.length() + entry.length() > MAX_TEXT) {
                changes.put(account, types);
                break;
            }
            text.append(entry).append('}');
            about.append(account).append(types.keySet());
            comma = ",";
        }
        return comma.isEmpty() ? null : new Message(text.append("}}").toString(), topic(about.toString()));
    }

    // Of the same types of the same accounts: only then a later message says all that an earlier one did
    private static String topic(String about) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(about.getBytes(StandardCharsets.UTF_8));
            return Subscription.base64(hash).substring(0, 32);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What states of an account end with; null when the user does not see the account. */
    @FunctionalInterface
    interface Suffixes {
        @Nullable
        String of(AccountId account) throws IOException;
    }
}
