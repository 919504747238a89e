/** An example of a stage that judges mail. Start at {@link org.mailbay.example.antispam.stage.WordsStage}. */
@NullMarked
package org.mailbay.example.antispam.stage;

import org.jspecify.annotations.NullMarked;
