/** The contract of stages that judge mail. Start at {@link org.mailbay.tck.stage.StageContract}. */
@Export
@Version("1.0.0")
@NullMarked
package org.mailbay.tck.stage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
