/**
 * What runs in the reader's process, with PDFBox, and never in the server's: {@link org.mailbay.text.pdf.reader.Reader}.
 *
 * <p>Standard input and output are the connection to the server; one document after the other.
 */
@NullMarked
package org.mailbay.text.pdf.reader;

import org.jspecify.annotations.NullMarked;
