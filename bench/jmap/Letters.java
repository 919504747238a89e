package jmap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/**
 * The messages in the mailboxes: words of a vocabulary by Zipf's law, as text and as HTML, every third an answer to one of the last
 * twenty, every tenth with an attachment; 3 KB on average. The same number gives the same message.
 */
public final class Letters {
    private static final int WORDS = 20_000;
    private static final int REPLIES_TO = 20;

    private final String[] words;
    private final double[] upTo = new double[WORDS];

    /** Makes the vocabulary. */
    public Letters() {
        Random random = new Random(1);
        Set<String> made = new LinkedHashSet<>();
        while (made.size() < WORDS) {
            StringBuilder word = new StringBuilder();
            for (int i = random.nextInt(2, 5); i > 0; i--) {
                word.append("bdfgklmnprstvz".charAt(random.nextInt(14))).append("aeiou".charAt(random.nextInt(5)));
            }
            made.add(word.toString());
        }
        words = made.toArray(String[]::new);
        double sum = 0;
        for (int rank = 0; rank < WORDS; rank++) {
            sum += 1.0 / (rank + 2);
            upTo[rank] = sum;
        }
    }

    /** The word of a rank, 0 being the most frequent. */
    public String word(int rank) {
        return words[rank];
    }

    private String word(Random random) {
        int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[WORDS - 1]);
        return words[Math.min(at < 0 ? -at - 1 : at, WORDS - 1)];
    }

    private String sentence(Random random, int count) {
        StringBuilder sentence = new StringBuilder();
        for (int i = 0; i < count; i++) {
            sentence.append(i == 0 ? "" : " ").append(word(random));
        }
        return sentence.toString();
    }

    /** A word that only message {@code number} has. */
    static String mark(int number) {
        return "number" + number + "x";
    }

    /** Message {@code number} of the mailbox {@code box}. */
    public byte[] get(String box, int number) {
        Random random = new Random(31L * number + 7);
        int parent = parent(number);
        int root = number;
        for (int above = parent; above >= 0; above = parent(above)) {
            root = above;
        }
        Random subject = new Random(root);
        String sender = sentence(random, 2);
        StringBuilder out = new StringBuilder(8192);
        out.append("Received: from a.example.org (a.example.org [192.0.2.1]) by mx.example.org with ESMTPS id ")
                .append(number)
                .append("; Mon, 2 Nov 2026 10:00:00 +0000\r\n");
        out.append("From: ").append(sender).append(" <").append(sender.replace(' ', '.'));
        out.append("@example.org>\r\nTo: Someone <someone@bench.test>\r\n");
        if (random.nextInt(4) == 0) {
            out.append("Cc: ").append(word(random)).append("@example.org\r\n");
        }
        out.append("Subject: ").append(parent < 0 ? "" : "Re: ").append(sentence(subject, subject.nextInt(3, 9)));
        out.append("\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n");
        out.append("Message-ID: ").append(id(box, number)).append("\r\n");
        if (parent >= 0) {
            out.append("In-Reply-To: ").append(id(box, parent));
            out.append("\r\nReferences: ").append(root == parent ? "" : id(box, root) + " ").append(id(box, parent));
            out.append("\r\n");
        }
        out.append("MIME-Version: 1.0\r\n");
        body(random, number, out);
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Which message it answers; -1 when it begins a thread. */
    private static int parent(int number) {
        Random random = new Random(17L * number + 3);
        return number > REPLIES_TO && random.nextInt(3) == 0 ? number - 1 - random.nextInt(REPLIES_TO) : -1;
    }

    private static String id(String box, int number) {
        return "<" + number + "." + box + "@load.example.org>";
    }

    private void body(Random random, int number, StringBuilder out) {
        boolean attachment = random.nextInt(10) == 0;
        if (attachment) {
            out.append("Content-Type: multipart/mixed; boundary=\"outer\"\r\n\r\n--outer\r\n");
        }
        out.append("Content-Type: multipart/alternative; boundary=\"inner\"\r\n\r\n");
        String[] lines = new String[random.nextInt(4, 20)];
        Arrays.setAll(lines, line -> line == 0 ? mark(number) : sentence(random, 8));
        out.append("--inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
        for (String line : lines) {
            out.append(line).append("\r\n");
        }
        out.append("--inner\r\nContent-Type: text/html; charset=utf-8\r\n")
                .append("Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><body class=3D\"mail\">\r\n");
        for (String line : lines) {
            out.append("<p>").append(line).append("</p>\r\n");
        }
        out.append("</body></html>\r\n--inner--\r\n");
        if (attachment) {
            byte[] bytes = new byte[random.nextInt(1_000, 8_000)];
            random.nextBytes(bytes);
            out.append("--outer\r\nContent-Type: application/octet-stream; name=\"report.bin\"\r\n")
                    .append("Content-Disposition: attachment; filename=\"report.bin\"\r\n")
                    .append("Content-Transfer-Encoding: base64\r\n\r\n")
                    .append(Base64.getMimeEncoder().encodeToString(bytes))
                    .append("\r\n--outer--\r\n");
        }
    }
}
