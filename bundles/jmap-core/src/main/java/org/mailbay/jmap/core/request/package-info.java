/**
 * The Request object and everything that can be wrong with it (RFC 8620 §3.3, §3.6.1). Start at {@link RequestReader}.
 */
@NullMarked
package org.mailbay.jmap.core.request;

import org.jspecify.annotations.NullMarked;
