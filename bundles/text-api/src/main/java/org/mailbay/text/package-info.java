/**
 * How the words of attachments are found for search: a {@link TextExtractor} reads documents of some media types, {@link Extraction} runs it.
 *
 * <p>Every document is hostile. An extractor reads only through {@link TextSink#guard} and writes only into its {@link TextSink}, so that time, bytes
 * and characters are bounded; what it found before it was stopped is kept, and said to be partial.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
