/**
 * The pipeline. Start at {@link org.mailbay.antispam.pipeline.Pipeline}, then {@link org.mailbay.antispam.pipeline.Chain} (asks the stages)
 * and {@link org.mailbay.antispam.pipeline.Decision} (decides).
 *
 * <p>Stages run on threads of {@link org.mailbay.antispam.pipeline.Workers}; callers are whoever receives mail, many at a time.
 */
@NullMarked
package org.mailbay.antispam.pipeline;

import org.jspecify.annotations.NullMarked;
