/**
 * The models that are here now, by name, each replaceable while it is in use. Start at {@link Models}.
 */
@NullMarked
package org.mailbay.jmap.core.registry;

import org.jspecify.annotations.NullMarked;
