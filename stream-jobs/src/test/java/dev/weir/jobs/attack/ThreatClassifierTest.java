package dev.weir.jobs.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreatClassifierTest {
    private final ThreatClassifier classifier = new ThreatClassifier();

    private int classify(String target) {
        byte[] bytes = target.getBytes(StandardCharsets.UTF_8);
        return classifier.classify(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id=1%27%20OR%20%271%27=%271",
                "id=1'+union+select+1,2,3--",
                "id=1%2527%2520or%25201%253d1--",
                "id=1/**/UNION/**/ALL/**/SELECT/**/NULL,NULL",
                "id=-1+or+1=1",
                "q=1;+drop+table+users",
                "id=1+and+sleep(5)",
                "user=admin'--",
                "id=1%27;WAITFOR+DELAY+%270:0:5%27--"
            })
    void sqlInjectionIsSeen(String query) {
        assertEquals(Threat.SQLI.bit(), classify(query) & Threat.SQLI.bit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=<script>alert(1)</script>",
                "q=%3Cscript%3Ealert(document.cookie)%3C%2Fscript%3E",
                "q=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E",
                "next=javascript:alert(1)",
                "q=%253Csvg%252Fonload%253Dalert%25281%2529%253E"
            })
    void crossSiteScriptingIsSeen(String query) {
        assertEquals(Threat.XSS.bit(), classify(query) & Threat.XSS.bit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/../../../etc/passwd",
                "/download/..%2f..%2f..%2fetc%2fpasswd",
                "file=%252e%252e%252fboot.ini",
                "page=/etc/passwd%00",
                "page=php://filter/convert.base64-encode/resource=index",
                "/.git/config",
                "file=c:\\windows\\system32\\drivers\\etc\\hosts"
            })
    void traversalIsSeen(String target) {
        assertEquals(Threat.TRAVERSAL.bit(), classify(target) & Threat.TRAVERSAL.bit());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/blog/2015/05/union-of-select-schools.html",
                "q=Sinn+F%C3%A9in+and+the+Orange+Order",
                "q=it%27s+a+dog%27s+life",
                "q=rock+%26+roll+%28live%29",
                "name=O%27Brien&city=St.+John%27s",
                "q=how+to+select+from+a+menu",
                "url=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc",
                "/images/jordan-80.png",
                "v=1.2.3&t=1463000000",
                "utm_source=news&utm_campaign=a+b+c",
                "price=10..20",
                "q=c%2B%2B+or+java"
            })
    void plainRequestsPass(String target) {
        assertEquals(0, classify(target), target);
    }

    @Test
    void aLongTargetEndsInBoundedTime() {
        assertEquals(0, classify("q=" + "(".repeat(100_000)) & Threat.SQLI.bit());
        classify("q=" + "' or ".repeat(50_000));
        classify("q=" + "<a ".repeat(50_000));
        classify("q=" + "%25".repeat(50_000) + "27");
    }
}
