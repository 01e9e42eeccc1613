import software.amazon.awssdk.services.sts.StsClient;

/** Prints who the AWS SDK for Java 2 signs as, found by its default chain. */
class Who {
    public static void main(String[] words) {
        try (var sts = StsClient.create()) {
            System.out.println(sts.getCallerIdentity().arn());
        }
    }
}
