package load;
import java.nio.file.*;
public class Quick {
    static Server s; static Cpu cpu;
    static void go(Sending x, int c, int n, String w) throws Exception {
        double c0 = cpu.millis(); double me = new Cpu(ProcessHandle.current().pid()).millis(); Cpu self = null; long t = x.run(c, n);
        System.out.printf("%s c=%d %.0f/s cpu %.2f ms%n", w, c, n * 1e9 / t, (cpu.millis() - c0) / n);
    }
    public static void main(String[] a) throws Exception {
        Path d = Path.of(a[0]);
        s = new Server(d);
        try {
            s.accounts(10);
            System.out.println("pid " + s.pid() + " smtp " + s.smtpPort());
            Sending x = new Sending(s.smtpPort(), new Messages(10240), 10);
            cpu = new Cpu(s.pid());
            int rounds = Integer.parseInt(a[1]);
            for (int r = 0; r < rounds; r++) for (int c : new int[]{1, 10, 50}) go(x, c, c == 1 ? 1000 : 3000, "round " + r);
            if (a.length > 2) {
                String jcmd = System.getenv("JAVA_HOME") + "/bin/jcmd";
                new ProcessBuilder(jcmd, "" + s.pid(), "JFR.start", "name=p", "settings=profile").inheritIO().start().waitFor();
                go(x, Integer.parseInt(a[3]), Integer.parseInt(a[4]), "profiled");
                new ProcessBuilder(jcmd, "" + s.pid(), "JFR.dump", "name=p", "filename=/tmp/mb/b.jfr").inheritIO().start().waitFor();
                new ProcessBuilder("sh", "-c", "cat /proc/" + s.pid() + "/status | grep ctxt; grep -h . /proc/" + s.pid() + "/task/*/comm | sort | uniq -c | sort -rn | head -40; cd /proc/" + s.pid() + "/task; for t in *; do echo $(cut -d' ' -f14,15 < $t/stat) $(cat $t/comm); done | sort -rn | head -25").inheritIO().start().waitFor();
            }
        } finally { s.close(); }
    }
}
