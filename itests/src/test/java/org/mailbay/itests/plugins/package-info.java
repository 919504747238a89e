/**
 * Plugins of third parties, as their authors make them: {@link KitXIT} follows the kit from nothing to a running server, {@link
 * BadPluginXIT} is the author who does everything wrong.
 */
@NullMarked
package org.mailbay.itests.plugins;

import org.jspecify.annotations.NullMarked;
