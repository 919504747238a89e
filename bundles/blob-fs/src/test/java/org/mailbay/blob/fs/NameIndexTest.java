package org.mailbay.blob.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.tck.records.Seed;

class NameIndexTest {
    @Test
    void agreesWithAMap() throws Exception {
        Random random = Seed.random("NameIndexTest.agreesWithAMap");
        NameIndex index = new NameIndex();
        Map<Name, Long> model = new HashMap<>();
        List<Name> names = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            // Few values in what is hashed: collisions everywhere.
            names.add(new Name(random.nextInt(700), random.nextInt(3), i, 0));
        }
        for (int step = 0; step < 24_000; step++) {
            Name name = names.get(random.nextInt(names.size()));
            if (random.nextInt(step % 8_000 < 4_000 ? 3 : 10) > 0 == step % 8_000 < 4_000) {
                index.put(name, step, step * 2L);
                model.put(name, (long) step);
            } else {
                index.remove(name);
                model.remove(name);
            }
            Name probe = names.get(random.nextInt(names.size()));
            int entry = index.find(probe);
            assertThat(entry == NameIndex.NONE).isEqualTo(!model.containsKey(probe));
            if (entry != NameIndex.NONE) {
                assertThat(index.place(entry)).isEqualTo(model.get(probe));
                assertThat(index.length(entry)).isEqualTo(model.get(probe) * 2);
            }
        }
        assertThat(index.size()).isEqualTo(model.size());
        Map<Name, Long> walked = new HashMap<>();
        for (int entry = 0; entry < index.entries(); entry++) {
            if (index.isUsed(entry)) {
                walked.put(index.name(entry), index.place(entry));
            }
        }
        assertThat(walked).isEqualTo(model);
        assertThat(index.entries()).isLessThanOrEqualTo(names.size());
    }
}
