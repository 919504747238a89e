package org.mailbay.net.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has the protocols of one bundle serve a share of the connections only, beside the revision that served before.
 *
 * <p>A service; its properties say which bundle and how many, and may be changed. It must be there before the bundle starts, and go
 * after the bundle: without it, the higher version would serve all.
 */
@ConsumerType
public interface Trial {
    /** Service property: the bundle's id, a {@code Long}. */
    String BUNDLE = "mailbay.trial.bundle";

    /** Service property: the share of connections in percent, an {@code Integer} from 0 to 100. */
    String PERCENT = "mailbay.trial.percent";
}
