package org.mailbay.antispam.record;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Verdict;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;

/** Writes what {@link Eye} reads; see {@link RecordedForm}. */
final class Pen {
    private final DataOutputStream out;

    Pen(DataOutputStream out) {
        this.out = out;
    }

    void bytes(byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    void text(String value) throws IOException {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void texts(List<String> values) throws IOException {
        out.writeInt(values.size());
        for (String value : values) {
            text(value);
        }
    }

    void client(Candidate.Client client) throws IOException {
        bytes(client.address().getAddress());
        text(client.helo());
        text(client.tls());
        text(client.server());
    }

    void results(List<AuthResult> results) throws IOException {
        out.writeInt(results.size());
        for (AuthResult result : results) {
            text(result.method());
            text(result.result());
            text(result.reason());
            out.writeInt(result.properties().size());
            for (Map.Entry<String, String> property : result.properties().entrySet()) {
                text(property.getKey());
                text(property.getValue());
            }
        }
    }

    void opinion(Opinion opinion) throws IOException {
        text(opinion.advice().name());
        out.writeDouble(opinion.points());
        text(opinion.status());
        text(opinion.reason());
        results(opinion.results());
    }

    void verdict(Verdict verdict) throws IOException {
        text(verdict.action().name());
        out.writeDouble(verdict.points());
        text(verdict.status());
        text(verdict.reply());
        out.writeInt(verdict.opinions().size());
        for (Verdict.Said said : verdict.opinions()) {
            text(said.stage());
            opinion(said.opinion());
            out.writeLong(said.micros());
            text(said.failure());
        }
    }

    void answer(Question question, Answer answer) throws IOException {
        text(question.name());
        text(question.type().name());
        text(answer.name());
        text(answer.status().name());
        out.writeBoolean(answer.authentic());
        out.writeLong(answer.ttl().toSeconds());
        text(answer.reason());
        out.writeInt(answer.records().size());
        for (DnsRecord one : answer.records()) {
            dns(one);
        }
    }

    private void dns(DnsRecord one) throws IOException {
        switch (one) {
            case DnsRecord.Address address -> {
                out.writeByte(1);
                bytes(address.address().getAddress());
            }
            case DnsRecord.Mx mx -> {
                out.writeByte(2);
                out.writeInt(mx.preference());
                text(mx.exchange());
            }
            case DnsRecord.Name name -> {
                out.writeByte(3);
                text(name.target());
            }
            case DnsRecord.Text text -> {
                out.writeByte(4);
                text(text.text());
            }
            case DnsRecord.Tlsa tlsa -> {
                out.writeByte(5);
                out.writeInt(tlsa.usage());
                out.writeInt(tlsa.selector());
                out.writeInt(tlsa.matching());
                bytes(tlsa.data());
            }
            case DnsRecord.Caa caa -> {
                out.writeByte(6);
                out.writeInt(caa.flags());
                text(caa.tag());
                text(caa.value());
            }
        }
    }
}
