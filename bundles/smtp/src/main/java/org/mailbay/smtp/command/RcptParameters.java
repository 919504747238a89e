package org.mailbay.smtp.command;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.reply.Replies;

/** The parameters of RCPT TO: RFC 3461 §4.1, §4.2. */
public final class RcptParameters {
    private static final int LONGEST_ORCPT = 500;
    private static final List<String> CASES = List.of("SUCCESS", "FAILURE", "DELAY");

    private RcptParameters() {}

    /** Those that go with the recipient, names in upper case, values decoded. */
    public static Map<String, String> of(Map<String, String> given, Extensions offered) throws Refusal {
        Map<String, String> onward = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter : given.entrySet()) {
            String name = parameter.getKey();
            switch (name) {
                case "NOTIFY" -> {
                    MailParameters.offered(offered.isReporting(), name);
                    onward.put(name, cases(parameter.getValue()));
                }
                case "ORCPT" -> {
                    MailParameters.offered(offered.isReporting(), name);
                    onward.put(name, original(parameter.getValue()));
                }
                default -> MailParameters.offered(false, name);
            }
        }
        return onward;
    }

    private static String cases(String value) throws Refusal {
        String text = value.toUpperCase(Locale.ROOT);
        if (text.equals("NEVER")) {
            return text;
        }
        Set<String> words = new LinkedHashSet<>(List.of(text.split(",", -1)));
        if (!CASES.containsAll(words)) {
            throw new Refusal(Replies.malformed("NOTIFY=NEVER or of SUCCESS,FAILURE,DELAY"));
        }
        return String.join(",", words);
    }

    private static String original(String value) throws Refusal {
        int semicolon = value.indexOf(';');
        if (value.length() > LONGEST_ORCPT
                || semicolon < 1
                || semicolon == value.length() - 1
                || !value.substring(0, semicolon).matches("[A-Za-z0-9-]+")) {
            throw new Refusal(Replies.malformed("ORCPT=type;address"));
        }
        return value.substring(0, semicolon + 1) + Xtext.decode("ORCPT", value.substring(semicolon + 1));
    }
}
