package org.mailbay.search.lucene;

import org.mailbay.tck.search.SearchContract;
import org.mailbay.tck.search.SearchDurableContract;
import org.mailbay.tck.search.SearchTestee;
import org.mailbay.tck.search.SearchTextContract;

class SealedSearchContractTest implements SearchContract, SearchTextContract, SearchDurableContract {
    @Override
    public SearchTestee testee() {
        return new SealedTestee();
    }
}
