package org.mailbay.antispam.spi;

import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.dns.Resolver;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One step of judging mail. A service with the properties {@link #NAME} and, if it matters, {@link #ORDER} and {@link #PHASES}.
 *
 * <p>It says what it thinks; only the pipeline decides. A stage is a function of the candidate and of what the domain name system says:
 * what it says of a recorded candidate, with the recorded answers, it says again. One that remembers something (greylisting) remembers by
 * what is in the candidate. It may take its time, within the pipeline's bound; one that throws, hangs or eats CPU is broken off, left out for
 * a while, and named in the trace.
 */
@ConsumerType
public interface Stage {
    /** Service property: what operators and traces call it, such as {@code dnsbl}: 1 to 32 of a-z, 0-9 and dash. */
    String NAME = "mailbay.stage";

    /** Service property, an int: stages of lower order come first and may be built upon; 100 when it is missing. */
    String ORDER = "mailbay.stage.order";

    /** Service property, names of {@link Phase}: when it is asked; {@code MESSAGE} when it is missing. */
    String PHASES = "mailbay.stage.phases";

    /**
     * Judges.
     *
     * @param candidate with what stages before this one found out
     * @param dns records what it answers, or answers what was recorded; the only way to ask
     * @throws Exception taken for no opinion, and as a failure of this stage
     */
    Opinion judge(Phase phase, Candidate candidate, Resolver dns) throws Exception;
}
