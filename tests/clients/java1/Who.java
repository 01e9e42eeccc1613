import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.securitytoken.AWSSecurityTokenServiceClientBuilder;
import com.amazonaws.services.securitytoken.model.GetCallerIdentityRequest;

/** Prints who the AWS SDK for Java 1 signs as, found by its default chain. */
class Who {
    public static void main(String[] words) {
        // It reads no AWS_ENDPOINT_URL.
        var endpoint =
                new EndpointConfiguration(
                        System.getenv("AWS_ENDPOINT_URL"), System.getenv("AWS_REGION"));
        var sts =
                AWSSecurityTokenServiceClientBuilder.standard()
                        .withEndpointConfiguration(endpoint)
                        .build();
        System.out.println(sts.getCallerIdentity(new GetCallerIdentityRequest()).getArn());
    }
}
