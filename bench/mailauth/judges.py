"""Other programs sign and judge: judges.py sign FOLDER | judge FOLDER [SHOW].

Judging wants a network namespace of its own with /etc/resolv.conf that names 127.0.0.1 (see run): the DNS server here answers on port 53.
"""
import base64
import collections
import ctypes
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request

missing = []


def optional(name):
    try:
        return __import__(name)
    except ImportError:
        missing.append("python3-" + {"dkim": "dkim", "spf": "spf", "dns": "dnspython"}[name])
        return None


dkim, spf, dns = optional("dkim"), optional("spf"), optional("dns")


def cases(folder):
    names = "id signer how domain change ip helo sender".split()
    with open(folder + "/cases.tsv") as lines:
        return [dict(zip(names, line.rstrip("\n").split("\t"))) for line in lines]


def read(folder, name):
    with open(f"{folder}/{name}", "rb") as file:
        return file.read()


def sign(folder):
    try:
        library = OpenDkim()
    except OSError:
        library = missing.append("libopendkim11")
    for case in cases(folder):
        message, (canonical, _, key) = read(folder, case["id"] + ".in"), case["how"].partition("|")
        domain = case["domain"].encode()
        if case["signer"] == "dkimpy" and dkim:
            field = by_dkimpy(folder, message, domain, canonical, key)
        elif case["signer"] == "opendkim" and library:
            try:
                field = library.sign(message, domain, key.encode(), read(folder, key + ".pem"), canonical)
            except RuntimeError as error:
                print(f"{case['id']} is not signed: {error}")
                continue
        else:
            continue
        with open(f"{folder}/{case['id']}.signed", "wb") as file:
            file.write(field.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + message)


class OpenDkim:
    """libopendkim, for its command line signs with SHA-1 only."""

    def __init__(self):
        self.lib = ctypes.CDLL("libopendkim.so.11")
        self.lib.dkim_init.restype = self.lib.dkim_sign.restype = ctypes.c_void_p
        self.handle = ctypes.c_void_p(self.lib.dkim_init(None, None))

    def check(self, status):
        if status:
            raise RuntimeError(f"libopendkim says {status}")

    def sign(self, message, domain, selector, secret, canonical):
        head, body = (1 if word == "relaxed" else 0 for word in canonical.split("/"))
        status = ctypes.c_int()
        lib = self.lib
        one = ctypes.c_void_p(lib.dkim_sign(self.handle, b"id", None, ctypes.c_char_p(secret), selector, domain,
                                            head, body, 1, ctypes.c_ssize_t(-1), ctypes.byref(status)))
        self.check(status.value)
        header, _, text = message.partition(b"\r\n\r\n")
        for field in header.replace(b"\r\n ", b"\0 ").replace(b"\r\n\t", b"\0\t").split(b"\r\n"):
            field = field.replace(b"\0", b"\r\n")
            self.check(lib.dkim_header(one, field, ctypes.c_size_t(len(field))))
        self.check(lib.dkim_eoh(one))
        if text:
            self.check(lib.dkim_body(one, text, ctypes.c_size_t(len(text))))
        self.check(lib.dkim_eom(one, None))
        out = ctypes.create_string_buffer(8192)
        self.check(lib.dkim_getsighdr(one, out, ctypes.c_size_t(8192), ctypes.c_size_t(16)))
        lib.dkim_free(one)
        return b"DKIM-Signature: " + out.value + b"\r\n"


def by_dkimpy(folder, message, domain, canonical, key):
    how = tuple(word.encode() for word in canonical.split("/"))
    algorithm, selector = b"rsa-sha256", key.encode()
    length = key == "l"
    if key == "e":
        algorithm, secret = b"ed25519-sha256", read(folder, "e.seed")
    elif key in ("l", "sha1"):
        selector, secret = b"r2048", read(folder, "r2048.pem")
        algorithm = b"rsa-sha1" if key == "sha1" else algorithm
    else:
        secret = read(folder, key + ".pem")
    return dkim.sign(message, selector, domain, secret, canonicalize=how, signature_algorithm=algorithm, length=length)


class Zone:
    """A DNS server with the records of zone.tsv, on UDP and TCP."""

    def __init__(self, folder):
        self.records, self.failing = collections.defaultdict(list), set()
        with open(folder + "/zone.tsv", encoding="latin-1") as lines:
            for line in lines:
                name, kind, data = line.rstrip("\n").split("\t")
                if kind == "SERVFAIL":
                    self.failing.add(name)
                else:
                    self.records[name].append((kind, data))
        self.names = set()
        for name in list(self.records) + list(self.failing):
            labels = name.split(".")
            self.names.update(".".join(labels[i:]) for i in range(len(labels)))

    def answer(self, wire):
        import dns.flags, dns.message, dns.rcode, dns.rrset
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = str(question.name).rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
        response = dns.message.make_response(query, recursion_available=True)
        if name in self.failing:
            response.set_rcode(dns.rcode.SERVFAIL)
            return response
        found = [self.text(kind, data) for has, data in self.records.get(name, []) if has == kind]
        if found:
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif name not in self.names:
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response

    @staticmethod
    def text(kind, data):
        if kind == "TXT":
            pieces = [data[i:i + 250] for i in range(0, len(data), 250)]
            return " ".join('"' + piece.replace('"', '\\"') + '"' for piece in pieces)
        return {"MX": "10 %s.", "PTR": "%s."}.get(kind, "%s") % data

    def serve(self):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 53))
        tcp = socket.create_server(("127.0.0.1", 53))

        def datagrams():
            while True:
                wire, peer = udp.recvfrom(4096)
                out = self.answer(wire).to_wire()
                if len(out) > 1200:
                    out = bytearray(out[:12])
                    out[2] |= 2
                    out[4:12] = bytes(8)
                udp.sendto(bytes(out), peer)

        def stream(peer):
            with peer:
                size = peer.recv(2)
                while len(size) == 2:
                    out = self.answer(peer.recv(int.from_bytes(size, "big"))).to_wire()
                    peer.sendall(len(out).to_bytes(2, "big") + out)
                    size = peer.recv(2)

        def streams():
            while True:
                threading.Thread(target=stream, args=(tcp.accept()[0],), daemon=True).start()

        for loop in (datagrams, streams):
            threading.Thread(target=loop, daemon=True).start()


def judge_dkimpy(message):
    """A word for each signature, as Authentication-Results calls it, roughly."""
    words = []
    for index in range(message.lower().split(b"\r\n\r\n")[0].count(b"\r\ndkim-signature:")
                       + message.lower().startswith(b"dkim-signature:")):
        try:
            words.append("pass" if dkim.DKIM(message, timeout=3).verify(idx=index) else "fail")
        except dkim.DnsTimeoutError:
            words.append("temperror")
        except (dkim.DKIMException, dkim.UnparsableKeyError, ValueError, TypeError, KeyError) as error:
            words.append(type(error).__name__)
        except Exception as error:
            words.append("temperror" if "DNS" in type(error).__name__ or "NoNameservers" in type(error).__name__
                         else type(error).__name__)
    return words


def judge_opendkim(message):
    done = subprocess.run(["/usr/sbin/opendkim-testmsg"], input=message, capture_output=True, timeout=30)
    return "pass" if done.returncode == 0 else "fail", done.stderr.decode(errors="replace").strip()


SUFFIXES = ["/usr/share/publicsuffix/public_suffix_list.dat", "/usr/share/rspamd/effective_tld_names.dat"]


class OpenDmarc:
    def __init__(self):
        self.lib = ctypes.CDLL("libopendmarc.so.2")
        for name in ("connect_init", "connect_shutdown"):
            getattr(self.lib, "opendmarc_policy_" + name).restype = ctypes.c_void_p

        class Settings(ctypes.Structure):
            _fields_ = [("kind", ctypes.c_int), ("file", ctypes.c_char * 4096), ("count", ctypes.c_int),
                        ("servers", ctypes.c_char * 64)]
        suffixes = next((name for name in SUFFIXES if os.path.exists(name)), "")
        self.settings = Settings(1 if suffixes else 0, suffixes.encode(), 0, b"")
        self.lib.opendmarc_policy_library_init(ctypes.byref(self.settings))

    def judge(self, case, author, spf_word, spf_domain, passed):
        lib = self.lib
        context = ctypes.c_void_p(lib.opendmarc_policy_connect_init(case["ip"].encode(), 6 if ":" in case["ip"] else 4))
        lib.opendmarc_policy_store_from_domain(context, author.encode())
        sender = case["sender"]
        domain = case["helo"] if sender == "<>" else sender.split("@")[1]
        outcome = {"pass": 1, "none": 0, "temperror": 3}.get(spf_word, 2)
        lib.opendmarc_policy_store_spf(context, domain.encode(), outcome, 2 if sender == "<>" else 1, None)
        for signer in passed:
            lib.opendmarc_policy_store_dkim(context, signer.encode(), b"s", 1, None)
        status = lib.opendmarc_policy_query_dmarc(context, author.encode())
        if status in (9, 10):
            word = "none"
        elif status == 11:
            word = "temperror"
        elif status in (4, 5):
            word = "none"  # a record that cannot be read
        elif status != 0:
            word = f"error-{status}"
        else:
            word = {14: "none", 15: "pass", 16: "fail:reject", 17: "fail:quarantine", 18: "fail:none"}.get(
                lib.opendmarc_get_policy_to_enforce(context), "?")
        lib.opendmarc_policy_connect_shutdown(context)
        return word


class Rspamd:
    """A daemon with the packaged configuration, and no more of our own than DNS and where it may write."""

    def __init__(self, folder):
        self.home = folder + "/rspamd"
        for name in ("local.d", "db", "run", "log"):
            os.makedirs(f"{self.home}/{name}", exist_ok=True)
        files = {
            "options.inc": 'dns { nameserver = ["127.0.0.1"]; timeout = 1s; retransmits = 2; }\nlocal_addrs = [];\n',

            "logging.inc": f'type = "file"; filename = "{self.home}/log/rspamd.log"; level = "warning";\n',
            "worker-normal.inc": 'bind_socket = "127.0.0.1:11333"; count = 1; task_timeout = 20s;\n',
            "worker-controller.inc": "enabled = false;\n", "worker-proxy.inc": "enabled = false;\n",
            "worker-fuzzy.inc": "enabled = false;\n",
            "dmarc.conf": "", "spf.conf": "disable_ipv6 = false;\n"}
        for name, text in files.items():
            with open(f"{self.home}/local.d/{name}", "w") as file:
                file.write(text)
        variables = {"LOCAL_CONFDIR": self.home, "DBDIR": self.home + "/db", "RUNDIR": self.home + "/run",
                     "LOGDIR": self.home + "/log"}
        subprocess.run(["chmod", "-R", "a+rwX", self.home])
        self.out = open(self.home + "/log/out", "wb")
        self.process = subprocess.Popen(
            ["rspamd", "-f", "-i", "-c", "/etc/rspamd/rspamd.conf"] + [f"--var={k}={v}" for k, v in variables.items()],
            stdout=self.out, stderr=self.out)
        for _ in range(600):  # regular expressions are compiled first
            try:
                socket.create_connection(("127.0.0.1", 11333), 1).close()
                return
            except OSError:
                time.sleep(0.2)
        self.close()
        raise RuntimeError("rspamd does not start: see " + self.home + "/log")

    def judge(self, case, message):
        headers = {"IP": case["ip"], "Helo": case["helo"], "Hostname": case["helo"], "Rcpt": "bob@peer-bench.org",
                   "From": "" if case["sender"] == "<>" else case["sender"]}
        request = urllib.request.Request("http://127.0.0.1:11333/checkv2", data=message, headers=headers)
        answer = json.load(urllib.request.urlopen(request, timeout=60))
        return set(answer.get("symbols", {}))

    def close(self):
        self.process.terminate()
        self.process.wait(30)


def word_of(symbols, words):
    for symbol, word in words:
        if symbol in symbols:
            return word
    return "?"


RSPAMD_SPF = [("R_SPF_ALLOW", "pass"), ("R_SPF_FAIL", "fail"), ("R_SPF_SOFTFAIL", "softfail"),
              ("R_SPF_NEUTRAL", "neutral"), ("R_SPF_DNSFAIL", "temperror"), ("R_SPF_PERMFAIL", "permerror"),
              ("R_SPF_PLUSALL", "pass"), ("R_SPF_NA", "none")]
RSPAMD_DKIM = [("R_DKIM_ALLOW", "pass"), ("R_DKIM_REJECT", "fail"), ("R_DKIM_TEMPFAIL", "temperror"),
               ("R_DKIM_PERMFAIL", "permerror"), ("R_DKIM_NA", "none")]
RSPAMD_DMARC = [("DMARC_POLICY_ALLOW", "pass"), ("DMARC_POLICY_REJECT", "fail:reject"),
                ("DMARC_POLICY_QUARANTINE", "fail:quarantine"), ("DMARC_POLICY_SOFTFAIL", "fail:none"),
                ("DMARC_DNSFAIL", "temperror"), ("DMARC_BAD_POLICY", "none"), ("DMARC_NA", "none")]


# Where somebody else judges otherwise, and why that is meant: judge, words in what is different, reason.
KNOWN = [
    ("", "SHA-1 is not safe", "SHA-1 is no signature (RFC 8301 §3.1)"),
    ("", "bytes of the body are not signed", "l= with an open end is policy here"),
    ("", "the key is not for subdomains", "it does not look at flag s of keys (RFC 6376 §3.6.1)"),
    ("", "the key is not for this hash", "it does not look at h of keys"),
    ("", "shorter than what was signed", "it takes l= beyond the end"),
    ("dkimpy", "From is not signed", "it takes a signature without From"),
    ("opendkim", "it cannot be read", "it takes a tag twice"),
    ("opendkim", "Syntax error", "it refuses a message with a field twice (RFC 5322 §3.6)"),
    ("rspamd dkim", "it cannot be read", "it takes a tag twice"),
    ("rspamd dkim", "it is for another domain", "it does not look at i= (RFC 6376 §6.1.1)"),
    ("rspamd dkim", "its key is not in DNS", "it does not look at q="),
    ("rspamd dkim", "the key has 768 bits", "it takes keys under 1024 bits (RFC 8301 §3.2)"),
    ("rspamd dkim", "s=web", "it does not look at s of keys"),
    ("rspamd dkim", "second-subject", "it refuses a message with a field twice (RFC 5322 §3.6)"),
    ("opendmarc", "temperror here", "a signature whose key is not known now may still pass later"),
    ("opendmarc", "SPF of a subdomain", "aspf=s or not, it takes a subdomain's SPF for the organizational domain that is the author's"),
    ("rspamd dmarc", "follows from", "follows from its DKIM or SPF result"),
    ("rspamd dmarc", "second-from", "two From fields are permerror here"),
    ("rspamd spf", "sender many-bench.org", "it does not stop at 10 terms"),
    ("rspamd spf", "sender void-bench.org", "it does not stop at 2 void answers"),
    ("rspamd spf", "sender mx-bench.org", "it takes the prefix length of a/30 for IPv6 addresses, too"),
    ("rspamd spf", "sender perm-bench.org", "it passes over a term that cannot be read"),
]


class Score:
    def __init__(self):
        self.same, self.all, self.different = collections.Counter(), collections.Counter(), []

    def add(self, judge, case, ours, theirs, more=""):
        self.all[judge] += 1
        if ours == theirs:
            self.same[judge] += 1
        else:
            self.different.append((judge, f"{ours} here, {theirs} there", case, more))


def judge(folder):
    zone = Zone(folder)
    zone.serve()
    rspamd = None
    if shutil.which("rspamd"):
        rspamd = Rspamd(folder)
    else:
        missing.append("rspamd")
    opendkim = os.path.exists("/usr/sbin/opendkim-testmsg") or missing.append("opendkim-tools")
    try:
        opendmarc = OpenDmarc()
    except OSError:
        opendmarc = missing.append("libopendmarc2")
    score = Score()
    with open(folder + "/ours.tsv") as lines:
        ours = {line.split("\t")[0]: line.rstrip("\n").split("\t") for line in lines}
    for case in cases(folder):
        if case["signer"] in ("dkimpy", "opendkim") and not os.path.exists(f"{folder}/{case['id']}.signed"):
            continue
        _, spf_ours, dkim_ours, dmarc_ours, _, passed, author, reasons = ours[case["id"]]
        message = read(folder, case["id"] + ".eml")
        any_ours = "pass" if "pass" in dkim_ours.split(",") else "none" if dkim_ours == "none" else "no"
        if dkim and dkim_ours != "none":
            theirs = judge_dkimpy(message)
            for one, other in zip(dkim_ours.split(","), theirs):
                score.add("dkimpy", case, one == "pass", other == "pass", f"{one} ({reasons}) here, {other} there")
        if opendkim and dkim_ours != "none":
            theirs, said = judge_opendkim(message)
            score.add("opendkim", case, any_ours == "pass", theirs == "pass", f"{dkim_ours} ({reasons}) here; {said}")
        if spf:
            sender = "" if case["sender"] == "<>" else case["sender"]
            score.add("pyspf", case, spf_ours, spf.check2(i=case["ip"], s=sender, h=case["helo"], timeout=3)[0])
        verdict, wanted = dmarc_ours.split(":")
        dmarc_word = verdict + ":" + wanted if verdict == "fail" else verdict
        if opendmarc and author != "-":
            passes = [] if passed == "-" else passed.split(",")
            below = spf_ours == "pass" and case["sender"].endswith("." + author)
            score.add("opendmarc", case, dmarc_word, opendmarc.judge(case, author, spf_ours, "", passes),
                      "SPF of a subdomain" if below else "")
        if rspamd:
            symbols = rspamd.judge(case, message)
            word = word_of(symbols, RSPAMD_DKIM)
            spf_word = word_of(symbols, RSPAMD_SPF)
            score.add("rspamd spf", case, spf_ours, spf_word)
            follows = (any_ours == "pass") != (word == "pass") or (spf_ours == "pass") != (spf_word == "pass")
            if dkim_ours != "none":
                score.add("rspamd dkim", case, any_ours == "pass", word == "pass", f"{dkim_ours} ({reasons}) here, {word} there")
            score.add("rspamd dmarc", case, dmarc_word, word_of(symbols, RSPAMD_DMARC),
                      (" ".join(sorted(s for s in symbols if "DMARC" in s or s.startswith("R_"))) or "no symbol")
                      + (" follows from" if follows else ""))
    if rspamd:
        rspamd.close()
    report(score)


def report(score):
    groups = collections.defaultdict(list)
    for name, what, case, more in score.different:
        domain = case["sender"].split("@")[-1]
        if name in ("pyspf", "rspamd spf"):
            about = "sender " + (case["helo"] if domain == "<>" else domain)
        elif "dmarc" in name:
            about = f"author {case['domain']}, change {case['change']}"
        else:
            about = f"signed by {case['signer']} {case['how']}, change {case['change']}"
        groups[name, what, about, more].append(case["id"])
    known, unknown = collections.defaultdict(list), []
    for (name, what, about, more), some in groups.items():
        line = f"{name}: {what}: {about}{': ' + more if more else ''}"
        reason = next((why for judge, words, why in KNOWN if name.startswith(judge) and words in line), None)
        if reason:
            known[name, reason] += some
        else:
            unknown.append((name, line, some))
    for name in score.all:
        meant = sum(len(some) for (judge, _), some in known.items() if judge == name)
        left = score.all[name] - score.same[name] - meant
        print(f"{name}: {score.same[name]} of {score.all[name]} agree, {meant} differ by intent, {left} otherwise")
    for (name, reason), some in sorted(known.items()):
        print(f"  by intent, {name}: {reason} ({len(some)}, such as {some[0]})")
    for name, line, some in sorted(unknown):
        print(f"- {line} ({len(some)}, such as {some[0]})")


if __name__ == "__main__":
    {"sign": sign, "judge": judge}[sys.argv[1]](sys.argv[2])
    if missing:
        print("SKIPPED, for they are not installed: " + ", ".join(sorted(set(missing))))
