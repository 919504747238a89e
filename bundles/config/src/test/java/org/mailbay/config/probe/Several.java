package org.mailbay.config.probe;

import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One for each table. */
@Component(
        immediate = true,
        configurationPid = "probe.several",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "probe=several")
@Designate(ocd = Several.Config.class, factory = true)
public final class Several implements Supplier<String> {
    /** What each can be told. */
    @ObjectClassDefinition(name = "Several")
    @interface Config {
        @AttributeDefinition(description = "A colour.")
        String colour();
    }

    private final String colour;

    @Activate
    public Several(Config config) {
        colour = config.colour();
    }

    @Override
    public String get() {
        return colour;
    }
}
