/**
 * Reads PDF: {@link org.mailbay.text.pdf.PdfExtractor} is the service, {@link org.mailbay.text.pdf.ReaderProcess} the process that does it.
 *
 * <p>A PDF of half a megabyte can take all memory there is of its reader, and time without end. So the library that reads it never is in the
 * server's process: ADR 20. Any thread.
 */
@NullMarked
package org.mailbay.text.pdf;

import org.jspecify.annotations.NullMarked;
