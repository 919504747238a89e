package org.mailbay.text;

import java.util.Optional;

/**
 * What was found in a document.
 *
 * @param text the words; empty when there are none
 * @param partial why this is not all, when it is not
 */
public record ExtractedText(String text, Optional<TextException> partial) {}
