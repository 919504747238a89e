package org.mailbay.smtp.out.tls;

/** Is told how each connection to a server of a domain went. Quick. */
public interface Outcomes {
    /** It was made as the policy wants it. */
    void made(Published published);

    /**
     * It was not.
     *
     * @param server its name
     * @param address where it is; empty when it was not called
     */
    void failed(Published published, TlsException failure, String server, String address);
}
