package org.mailbay.tck.store;

/** Everything a JMAP store owes; a store's test implements this. */
public interface StoreContract extends StoreModelContract, StoreRulesContract, StoreConcurrencyContract {}
