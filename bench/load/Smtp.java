package load;

import java.io.IOException;

/** An SMTP client that pipelines as RFC 2920 allows. */
public final class Smtp extends Lines {
    public Smtp(int port) throws IOException {
        super(port);
        reply();
        write("EHLO load.example.org\r\n");
        reply();
    }

    /** The last line of the next reply. */
    public String reply() throws IOException {
        String line = read();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = read();
        }
        if (line.charAt(0) >= '4') {
            throw new IOException(line);
        }
        return line;
    }

    /** Sends a message that ends with its dot, and returns when it is acknowledged. */
    public void send(String recipient, byte[] dotted) throws IOException {
        begin(recipient, "");
        write(dotted);
        reply();
    }

    /** MAIL, RCPT and DATA; afterwards the server waits for the message. */
    public void begin(String recipient, String parameters) throws IOException {
        write("MAIL FROM:<sender@example.org>" + parameters + "\r\nRCPT TO:<" + recipient + ">\r\nDATA\r\n");
        reply();
        reply();
        reply();
    }
}
