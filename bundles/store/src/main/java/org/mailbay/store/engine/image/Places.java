package org.mailbay.store.engine.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Member;

/** The memberships of a chunk: four numbers for an object in one container, a list for an object in several. */
record Places(Cells place, Cells uid, Cells modSeq, Cells since, List<Member> @Nullable [] several, Object owner) {
    private static final int NONE = 0;
    private static final int SEVERAL = 1;
    private static final int FIRST = 2;

    static Places none(Object owner) {
        return new Places(Cells.zeros(owner), Cells.zeros(owner), Cells.zeros(owner), Cells.zeros(owner), null, owner);
    }

    List<Member> get(int slot, Dictionary<Long> containers) {
        int code = (int) place.get(slot);
        return switch (code) {
            case NONE -> List.of();
            case SEVERAL -> several == null ? List.of() : several[slot];
            default ->
                List.of(new Member(
                        containers.value((code - FIRST) >>> 1),
                        uid.get(slot),
                        modSeq.get(slot),
                        (code & 1) != 0,
                        since.get(slot)));
        };
    }

    /** The UID in {@code container}; 0 when there is none. Makes nothing. */
    long uid(int slot, long container, Dictionary<Long> containers) {
        int code = (int) place.get(slot);
        if (code == SEVERAL) {
            Member member = among(slot, container);
            return member == null ? 0 : member.uid();
        }
        return isIn(code, container, containers) ? uid.get(slot) : 0;
    }

    /** Whether it is marked deleted in {@code container}. Makes nothing. */
    boolean deleted(int slot, long container, Dictionary<Long> containers) {
        int code = (int) place.get(slot);
        if (code == SEVERAL) {
            Member member = among(slot, container);
            return member != null && member.deleted();
        }
        return (code & 1) != 0 && isIn(code, container, containers);
    }

    /** Since when it is in {@code container}; 0 when it is not, or nobody knows. Makes nothing. */
    long since(int slot, long container, Dictionary<Long> containers) {
        int code = (int) place.get(slot);
        if (code == SEVERAL) {
            Member member = among(slot, container);
            return member == null ? 0 : member.since();
        }
        return isIn(code, container, containers) ? since.get(slot) : 0;
    }

    private static boolean isIn(int code, long container, Dictionary<Long> containers) {
        return code >= FIRST && containers.value((code - FIRST) >>> 1) == container;
    }

    private @Nullable Member among(int slot, long container) {
        List<Member> members = several == null ? List.of() : several[slot];
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).container() == container) {
                return members.get(i);
            }
        }
        return null;
    }

    Places with(Object edit, int slot, List<Member> members, Dictionary<Long> containers, int used, int shared) {
        int code = NONE;
        long newUid = members.isEmpty() ? 0 : members.getFirst().uid();
        long newModSeq = members.isEmpty() ? 0 : members.getFirst().modSeq();
        long newSince = members.isEmpty() ? 0 : members.getFirst().since();
        List<Member>[] lists = several;
        if (members.size() == 1) {
            Member member = members.getFirst();
            code = FIRST + (containers.number(member.container()) << 1) + (member.deleted() ? 1 : 0);
        } else if (members.size() > 1) {
            code = SEVERAL;
            lists = room(edit, slot, shared);
            lists[slot] = members;
        }
        return new Places(
                place.with(edit, slot, code, used, shared),
                uid.with(edit, slot, newUid, used, shared),
                modSeq.with(edit, slot, newModSeq, used, shared),
                since.with(edit, slot, newSince, used, shared),
                lists,
                lists == several ? owner : edit);
    }

    @SuppressWarnings("unchecked")
    private List<Member>[] room(Object edit, int slot, int shared) {
        int needed = Math.max(4, Integer.highestOneBit(slot) << 1);
        if (several == null) {
            return (List<Member>[]) new List<?>[needed];
        }
        if (slot >= several.length) {
            return Arrays.copyOf(several, needed);
        }
        return edit == owner || slot >= shared ? several : several.clone();
    }

    long footprint() {
        long bytes = 48 + place.footprint() + uid.footprint() + modSeq.footprint() + since.footprint();
        if (several != null) {
            bytes += 16;
            for (List<Member> members : several) {
                bytes += members == null ? 4 : 44 + 60L * members.size();
            }
        }
        return bytes;
    }

    void write(ImageWriter out, int used) throws IOException {
        place.write(out, used);
        uid.write(out, used);
        modSeq.write(out, used);
        since.write(out, used);
        int length = several == null ? 0 : Math.min(used, several.length);
        out.count(length);
        for (int slot = 0; slot < length; slot++) {
            List<Member> members = several[slot];
            boolean isHere = members != null && place.get(slot) == SEVERAL;
            out.count(isHere ? members.size() : 0);
            if (isHere) {
                for (Member member : members) {
                    out.number(member.container())
                            .number(member.uid())
                            .number(member.modSeq())
                            .octet(member.deleted() ? 1 : 0)
                            .number(member.since());
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    static Places read(ImageReader in, Object owner) throws IOException {
        Cells place = Cells.read(in, owner);
        Cells uid = Cells.read(in, owner);
        Cells modSeq = Cells.read(in, owner);
        Cells since = Cells.read(in, owner);
        int length = in.count();
        List<Member>[] several = length == 0 ? null : (List<Member>[]) new List<?>[length];
        for (int slot = 0; slot < length; slot++) {
            Member[] members = new Member[in.count()];
            for (int i = 0; i < members.length; i++) {
                members[i] = new Member(in.number(), in.number(), in.number(), in.octet() != 0, in.number());
            }
            if (members.length > 0) {
                several[slot] = List.of(members);
            }
        }
        return new Places(place, uid, modSeq, since, several, owner);
    }
}
