package org.mailbay.smtp.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mailbay.smtp.reply.Refusal;
import org.mailbay.smtp.reply.Replies;

/**
 * The parameters of MAIL FROM, checked.
 *
 * @param size as SIZE= said, -1 when it did not (RFC 1870)
 * @param international SMTPUTF8 (RFC 6531 §3.4)
 * @param binary BODY=BINARYMIME (RFC 3030 §3)
 * @param onward those that go with the message, names in upper case, values decoded
 */
public record MailParameters(long size, boolean international, boolean binary, Map<String, String> onward) {
    /** RFC 3461 §4.4 */
    private static final int LONGEST_ENVID = 100;

    public MailParameters {
        onward = Map.copyOf(onward);
    }

    /**
     * Checks parameters.
     *
     * @param maxPriority that users may give their mail (RFC 6710 §5.1)
     */
    public static MailParameters of(Map<String, String> given, Extensions offered, int maxPriority, Instant now)
            throws Refusal {
        long size = -1;
        boolean international = false;
        boolean binary = false;
        Map<String, String> onward = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter : given.entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue();
            switch (name) {
                case "SIZE" -> size = number(name, value, 18);
                case "BODY" -> {
                    String body = oneOf(name, value, "7BIT", "8BITMIME", "BINARYMIME"); // RFC 6152 §2, RFC 3030 §3
                    binary = body.equals("BINARYMIME");
                    onward.put(name, body);
                }
                case "SMTPUTF8" -> {
                    international = true;
                    onward.put(name, none(name, value));
                }
                case "RET" -> {
                    offered(offered.isReporting(), name);
                    onward.put(name, oneOf(name, value, "FULL", "HDRS")); // RFC 3461 §4.3
                }
                case "ENVID" -> {
                    offered(offered.isReporting(), name);
                    check(!value.isEmpty() && value.length() <= LONGEST_ENVID, name);
                    onward.put(name, Xtext.decode(name, value));
                }
                case "BY" -> {
                    offered(offered.isReporting(), name);
                    onward.put(name, deliverBy(value));
                }
                case "HOLDFOR", "HOLDUNTIL" -> {
                    offered(offered.hasFutureRelease(), name);
                    check(!given.containsKey("HOLDFOR") || !given.containsKey("HOLDUNTIL"), name); // RFC 4865 §6
                    onward.put(name, hold(name, value, offered.maxHold(), now));
                }
                case "MT-PRIORITY" -> {
                    offered(offered.hasPriorities(), name);
                    onward.put(name, priority(value, maxPriority));
                }
                case "REQUIRETLS" -> {
                    offered(offered.hasRequireTls(), name);
                    onward.put(name, none(name, value)); // RFC 8689 §4.1
                }
                case "AUTH" -> {
                    // RFC 4954 §5: taken where AUTH is offered, and not passed on: nobody is trusted by it
                    offered(offered.hasAuth(), name);
                    check(!value.isEmpty(), name);
                    if (!value.equals("<>")) {
                        Xtext.decode(name, value);
                    }
                }
                default -> offered(false, name);
            }
        }
        return new MailParameters(size, international, binary, onward);
    }

    /** Whether the priority that was asked for was too high. */
    public boolean isLowered(Map<String, String> given) {
        String asked = given.get("MT-PRIORITY");
        return asked != null && Integer.parseInt(asked) != Integer.parseInt(onward.getOrDefault("MT-PRIORITY", "0"));
    }

    static void offered(boolean isOffered, String name) throws Refusal {
        if (!isOffered) {
            throw new Refusal(555, "5.5.4", "Unknown parameter " + name); // RFC 5321 §4.1.1.11
        }
    }

    private static void check(boolean isRight, String name) throws Refusal {
        if (!isRight) {
            throw new Refusal(Replies.malformed(name));
        }
    }

    private static String none(String name, String value) throws Refusal {
        check(value.isEmpty(), name);
        return "";
    }

    private static String oneOf(String name, String value, String... words) throws Refusal {
        for (String word : words) {
            if (word.equalsIgnoreCase(value)) {
                return word;
            }
        }
        throw new Refusal(Replies.malformed(name + "=" + String.join("|", words)));
    }

    private static long number(String name, String digits, int most) throws Refusal {
        check(digits.matches("[0-9]{1," + most + "}"), name);
        return Long.parseLong(digits);
    }

    /** RFC 2852 §4: seconds, and what to do when they are over; a message that was to be returned already is refused. */
    private static String deliverBy(String value) throws Refusal {
        String text = value.toUpperCase(Locale.ROOT);
        check(text.matches("[-+]?[0-9]{1,9};[NR]T?"), "BY");
        long seconds = Long.parseLong(text.substring(0, text.indexOf(';')));
        check(seconds > 0 || text.indexOf('R') < 0, "BY");
        return text;
    }

    /** RFC 4865 §5 */
    private static String hold(String name, String value, Duration most, Instant now) throws Refusal {
        Duration time;
        if (name.equals("HOLDFOR")) {
            time = Duration.ofSeconds(number(name, value, 9));
        } else {
            try {
                time = Duration.between(now, OffsetDateTime.parse(value.toUpperCase(Locale.ROOT)));
            } catch (DateTimeException e) {
                throw new Refusal(Replies.malformed(name));
            }
        }
        if (time.compareTo(most) > 0) {
            throw new Refusal(501, "5.5.4", "Not longer than " + most.toSeconds() + " seconds");
        }
        return value.toUpperCase(Locale.ROOT);
    }

    /** RFC 6710 §5.1: what is too high is lowered, and said. */
    private static String priority(String value, int most) throws Refusal {
        check(value.matches("[-+]?[0-9]"), "MT-PRIORITY");
        return Integer.toString(Math.min(most, Integer.parseInt(value)));
    }
}
