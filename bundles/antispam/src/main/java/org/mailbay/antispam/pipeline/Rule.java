package org.mailbay.antispam.pipeline;

/**
 * What the operator says of a stage.
 *
 * @param weight that its points are multiplied with
 * @param isShadow whether its opinion is recorded and not counted
 */
record Rule(boolean isEnabled, double weight, boolean isShadow) {
    static final Rule DEFAULT = new Rule(true, 1, false);
}
