/** Bundles come, are tried, exchanged and go, in the assembled server; what was said beforehand is what happens. */
@NullMarked
package org.mailbay.itests.features;

import org.jspecify.annotations.NullMarked;
