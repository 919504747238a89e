/**
 * Each leaf absent, present, replaced, gone and back, in a real Felix, as its clients see it. Start at {@link
 * org.mailbay.itests.container.SmtpSwapXIT}.
 *
 * <p>Pax Exam runs these classes as a bundle among the server's bundles; its tests are JUnit 4.
 */
@NullMarked
package org.mailbay.itests.container;

import org.jspecify.annotations.NullMarked;
