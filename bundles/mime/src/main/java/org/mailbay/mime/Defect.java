package org.mailbay.mime;

/**
 * What was wrong with a message, or more than its {@link Limits} allow.
 *
 * <p>The order is part of the stored form ({@link Message#toBytes()}): add at the end, never remove.
 */
public enum Defect {
    /** A multipart or message lies deeper than {@link Limits#depth()}; it is a leaf. */
    DEPTH,
    /** More than {@link Limits#parts()} parts; the last leaf holds the rest of the message. */
    PARTS,
    /** More header than {@link Limits#headerBytes()}; the fields after it are not kept, or not interpreted. */
    HEADER_BYTES,
    /** More header fields than {@link Limits#fields()}; the fields after it are not kept. */
    FIELDS,
    /** A header field longer than {@link Limits#fieldBytes()}; it is cut. */
    FIELD_BYTES,
    /** More parameters than {@link Limits#parameters()} in one field; the others are left out. */
    PARAMETERS,
    /** A line longer than {@link Limits#lineBytes()}. */
    LINE_BYTES,
    /** A multipart without a usable boundary; it is a leaf of text/plain (RFC 2045 §5.2). */
    MISSING_BOUNDARY,
    /** A multipart in which no part was found; it is a leaf of text/plain. */
    NO_PARTS,
    /** The message ended, or an outer delimiter came, before the closing delimiter of a multipart. */
    UNCLOSED_MULTIPART,
    /** A part's header ended without an empty line. */
    UNCLOSED_HEADER,
    /** A line of the header that is no field and continues none; it is skipped. */
    MALFORMED_FIELD,
    /** A field that may occur once occurs again. */
    DUPLICATE_FIELD,
    /** Bytes above 127 in the header; allowed only in internationalised mail (RFC 6532). */
    EIGHT_BIT_HEADER,
    /** A NUL byte in the header. */
    NUL_IN_HEADER,
    /** A line that ends with LF alone. */
    BARE_LF,
    /** A Content-Type that is no type (RFC 2045 §5.2: it is text/plain). */
    BAD_CONTENT_TYPE,
    /** A Content-Transfer-Encoding that nobody defined. */
    UNKNOWN_ENCODING,
    /** A message/rfc822 that is itself encoded: its inside has no offsets and is not looked at. */
    ENCODED_MESSAGE
}
