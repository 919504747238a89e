package load;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Plain messages of a given size; the same number gives the same message, apart from its Message-ID. */
final class Messages {
    private static final int POOL = 200;

    private final byte[][] pool = new byte[POOL][];

    Messages(int size) {
        for (int i = 0; i < POOL; i++) {
            pool[i] = text(new Random(i), size - 80);
        }
    }

    private static byte[] text(Random random, int size) {
        StringBuilder text = new StringBuilder(size + 100)
                .append("From: ")
                .append(word(random))
                .append(' ')
                .append(word(random))
                .append(" <sender@example.org>\r\nTo: <someone@bench.test>\r\nSubject: ")
                .append(word(random))
                .append(' ')
                .append(word(random))
                .append("\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n")
                .append("Content-Type: text/plain; charset=utf-8\r\n\r\n");
        for (int column = 0; text.length() < size - 2; ) {
            String word = word(random);
            text.append(word);
            column += word.length() + 1;
            text.append(column > 70 ? "\r\n" : " ");
            column = column > 70 ? 0 : column;
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(1, 4); i >= 0; i--) {
            word.append("bdfgklmnprstvz".charAt(random.nextInt(14))).append("aeiou".charAt(random.nextInt(5)));
        }
        return word.toString();
    }

    /** Message {@code number}, ready to be sent: with a Message-ID of its own and the dot that ends it. */
    byte[] get(int number, String id) {
        byte[] head = ("Message-ID: <" + id + "@load.example.org>\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] body = pool[Math.floorMod(number, POOL)];
        byte[] whole = new byte[head.length + body.length + 3];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        whole[whole.length - 3] = '.';
        whole[whole.length - 2] = '\r';
        whole[whole.length - 1] = '\n';
        return whole;
    }
}
