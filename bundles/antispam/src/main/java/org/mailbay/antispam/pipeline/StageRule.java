package org.mailbay.antispam.pipeline;

import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The table {@code [antispam.stage.NAME]}; a change of it is there with the next message. */
@Component(
        service = StageRule.class,
        configurationPid = "antispam.stage",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StageRule.Config.class, factory = true)
public final class StageRule {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "Stage", description = "What one stage of the anti-spam pipeline may do.")
    public @interface Config {
        @AttributeDefinition(description = "Whether it is asked.")
        boolean enabled() default true;

        @AttributeDefinition(description = "What its points are multiplied with.", min = "0", max = "1000")
        double weight() default 1;

        @AttributeDefinition(description = "Its opinion is recorded, and not counted: to try a stage out.")
        boolean shadow() default false;
    }

    private final String stage;
    private volatile Rule rule;

    @Activate
    public StageRule(Config config, Map<String, Object> properties) {
        String pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        this.stage = pid.substring(pid.indexOf('~') + 1);
        this.rule = rule(config);
    }

    @Modified
    void modified(Config config) {
        rule = rule(config);
    }

    private static Rule rule(Config config) {
        return new Rule(config.enabled(), config.weight(), config.shadow());
    }

    String stage() {
        return stage;
    }

    Rule rule() {
        return rule;
    }
}
