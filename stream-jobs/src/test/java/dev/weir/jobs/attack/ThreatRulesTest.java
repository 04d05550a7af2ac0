package dev.weir.jobs.attack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a rule looks for first is in everything that its pattern finds.
class ThreatRulesTest {
    /// Decoded targets; each rule is in one of them at least.
    private static final List<String> EXAMPLES =
            List.of(
                    "id=1' union all select null,null",
                    "id=1 union(select(concat(0x7e,user())))",
                    "id=1') or ('a'='a",
                    "id=x\" and 1 like 1",
                    "id=1` && 2 between 1 and 3",
                    "q=')having 1 in (1)",
                    "q=\" xor name is not null",
                    "id=-1 or 1=1",
                    "id=1) and (2>1",
                    "id=1 having(1<2",
                    "id=1 order by 7--",
                    "id=1 and sleep(5)",
                    "id=1 and elt(1,2)",
                    "q=procedure analyse(1,1)",
                    "id=1 waitfor delay '0:0:5'",
                    "id=1 waitfor time '10:00'",
                    "q=information_schema.tables",
                    "q=@@version",
                    "id=1; drop table users",
                    "id=1;exec master",
                    "id=1; update users set x",
                    "q=x') create view v",
                    "q=select a from b where c",
                    "q=select (a) from (b) limit 1",
                    "id=1 and ( select 1)",
                    "q=into outfile '/tmp/x'",
                    "q=into dumpfile \"x\"",
                    "user=admin'--",
                    "user=admin\" );#",
                    "user=x'/*",
                    "q=concat(char(58))",
                    "q=group_concat_ws( user()",
                    "q=case when (1=1) then 2",
                    "q=if(1=1, sleep(1),0)",
                    "q=char(60) || char(62)",
                    "q='||'a",
                    "q=\" + select",
                    "q=<script>alert(1)</script>",
                    "q=</script",
                    "q=< script src",
                    "q=<img src=x onerror=alert(1)>",
                    "q=<a href=javascript:1>",
                    "q=<x/onclick=1>",
                    "q=\" onmouseover =1",
                    "next=javascript:alert(1)",
                    "next=data:text/html,x",
                    "next=data:image/x;base64,phn",
                    "next=feed: javascript",
                    "q=prompt`1`",
                    "q=settimeout ( 'x'",
                    "q=eval(atob",
                    "q=document.cookie",
                    "q=window['location",
                    "q=string.fromcharcode",
                    "q=x.innerhtml =1",
                    "q='><b >",
                    "q=&#x6a;avascript",
                    "q=expression (1)",
                    "q=-moz-binding",
                    "q=@import 'x'",
                    "q=<!entity x",
                    "q=<?xml version",
                    "q=xlink:href",
                    "/../../etc/passwd",
                    "f=..\\..\\boot.ini",
                    "f=.?/x",
                    "f=?.\\x",
                    "f=..%c0%afetc",
                    "f=....2fetc",
                    "f=\\etc\\shadow",
                    "f=/proc/self/environ",
                    "f=/var/log/x",
                    "f=\\root\\.ssh",
                    "f=/usr/local/etc",
                    "/.git/config",
                    "f=c:\\windows\\x",
                    "f=d:/inetpub",
                    "f=x/win.ini",
                    "f=windows/system32",
                    "f=php://input",
                    "f=etc\u00c0\u00afpasswd",
                    "f=windows\u00c1system32",
                    "f=xqcboot.ini",
                    "f=\u00c0\u00ae\u00c0\u00ae",
                    "f=0x2e0x2e",
                    "/web-inf/web.xml",
                    "/meta-inf/x",
                    "/..;/manager");

    private static List<ThreatRule> rules() {
        return Stream.of(ThreatRules.SQLI, ThreatRules.XSS, ThreatRules.TRAVERSAL)
                .flatMap(List::stream)
                .toList();
    }

    private static boolean isFound(ThreatRule rule, String target) {
        boolean found = rule.pattern().matcher(target).find();
        assertTrue(!found || rule.isIn(target), () -> rule.pattern() + " in " + target);
        return found;
    }

    @Test
    void everyExampleIsFoundAndEveryRuleFindsOne() {
        for (String example : EXAMPLES) {
            assertTrue(rules().stream().anyMatch(rule -> rule.isIn(example)), example);
        }
        for (ThreatRule rule : rules()) {
            assertTrue(
                    EXAMPLES.stream().anyMatch(example -> isFound(rule, example)),
                    () -> "no example of " + rule.pattern());
        }
    }

    /// Pieces of examples in any order, which make matches that nobody thought of.
    @Test
    void noMatchIsMissed() {
        Random random = new Random(1);
        for (int round = 0; round < 10_000; round++) {
            var target = new StringBuilder();
            for (int piece = random.nextInt(1, 5); piece > 0; piece--) {
                String example = EXAMPLES.get(random.nextInt(EXAMPLES.size()));
                int from = random.nextInt(example.length());
                int to = random.nextInt(from, example.length() + 1);
                target.append(example, random.nextBoolean() ? 0 : from, to);
            }
            rules().forEach(rule -> isFound(rule, target.toString()));
        }
    }
}
