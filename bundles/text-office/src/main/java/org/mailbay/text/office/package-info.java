/**
 * Extractors of words, one class a family of formats: {@link org.mailbay.text.office.OoxmlExtractor} is a typical one.
 *
 * <p>{@link org.mailbay.text.office.Zip} and {@link org.mailbay.text.office.Xml} are what keeps hostile packages and documents bounded: streams
 * only, no tree, no document types, no entities. Components have no state; any thread.
 */
@NullMarked
package org.mailbay.text.office;

import org.jspecify.annotations.NullMarked;
