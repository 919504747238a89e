package org.mailbay.dns;

/** What can be asked for. */
public enum RecordType {
    A,
    AAAA,
    MX,
    NS,
    PTR,
    TXT,
    /** RFC 6698. */
    TLSA,
    CAA,
    /** An alias itself, which questions of other types follow. */
    CNAME
}
