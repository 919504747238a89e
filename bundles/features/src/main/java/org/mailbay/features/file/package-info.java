/**
 * Features as files: OSGi Feature JSON (OSGi Compendium 8 §159), alone or in a ZIP with its bundles. Start at {@link FeatureFile}.
 */
@NullMarked
package org.mailbay.features.file;

import org.jspecify.annotations.NullMarked;
