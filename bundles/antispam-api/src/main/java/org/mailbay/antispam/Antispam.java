package org.mailbay.antispam;

import org.osgi.annotation.versioning.ProviderType;

/** The pipeline: asks every stage, and decides. A service; who receives mail asks it, and without it takes mail as it comes. */
@ProviderType
public interface Antispam {
    /** Judges; never throws for what a stage does. Also writes each opinion to the candidate's trace. */
    Verdict judge(Phase phase, Candidate candidate);
}
