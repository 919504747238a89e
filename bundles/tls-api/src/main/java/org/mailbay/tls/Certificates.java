package org.mailbay.tls;

import javax.net.ssl.X509ExtendedKeyManager;
import org.osgi.annotation.versioning.ConsumerType;

/** Gives the server its certificates. A service; the one of highest ranking is used. */
@ConsumerType
public interface Certificates {
    /** Chooses by server name (SNI) at each handshake: certificates may change while it is in use. */
    X509ExtendedKeyManager keyManager();

    /** Grows whenever a certificate has changed. */
    long generation();
}
