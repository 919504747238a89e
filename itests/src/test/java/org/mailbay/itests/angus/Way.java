package org.mailbay.itests.angus;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.mailbay.itests.server.Server;

/** How a program gets to the server. Certificates are checked, and whose they are. */
enum Way {
    OPEN(""),
    STARTTLS(""),
    TLS("s");

    private static final String PATIENCE = "30000";

    private final String suffix;

    Way(String suffix) {
        this.suffix = suffix;
    }

    /** Settings for all protocols, with more of one's own: names and values in turn. */
    Session session(Server server, String... more) throws IOException {
        Properties properties = new Properties();
        for (String protocol : new String[] {"imap", "pop3", "smtp"}) {
            String prefix = "mail." + protocol + suffix + ".";
            properties.put(prefix + "host", "127.0.0.1");
            properties.put(prefix + "port", Integer.toString(server.port(listener(protocol))));
            properties.put(prefix + "timeout", PATIENCE);
            properties.put(prefix + "connectiontimeout", PATIENCE);
            properties.put(prefix + "auth", "true");
            properties.put(prefix + "starttls.enable", Boolean.toString(this == STARTTLS));
            properties.put(prefix + "starttls.required", Boolean.toString(this == STARTTLS));
            properties.put(prefix + "ssl.socketFactory", trusting(server));
            properties.put(prefix + "ssl.checkserveridentity", "true");
            // What the server refuses is not to be made good by the library.
            properties.put(prefix + "throwsearchexception", "true");
            for (int i = 0; i < more.length; i += 2) {
                properties.put(prefix + more[i], more[i + 1]);
            }
        }
        return Session.getInstance(properties);
    }

    private String listener(String protocol) {
        return (protocol.equals("smtp") ? "submission" : protocol) + suffix;
    }

    private static SSLSocketFactory trusting(Server server) throws IOException {
        try (InputStream in = Files.newInputStream(server.data().resolve("tls/self-signed.crt"))) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    Store imap(Server server, String user, String... more) throws IOException, MessagingException {
        return connected(session(server, more).getStore("imap" + suffix), user);
    }

    Store pop3(Server server, String user, String... more) throws IOException, MessagingException {
        return connected(session(server, more).getStore("pop3" + suffix), user);
    }

    private static Store connected(Store store, String user) throws MessagingException {
        store.connect(user, "demo");
        return store;
    }

    Transport smtp(Session session, String user) throws MessagingException {
        Transport transport = session.getTransport("smtp" + suffix);
        transport.connect(user, "demo");
        return transport;
    }
}
