using LineFraming.FuzzEngine;
using Xunit;

public sealed class MyReaderInputs
{
    public static IEnumerable<object[]> Inputs => FuzzInputs.In("corpus/my-reader");

    [Theory, MemberData(nameof(Inputs))]
    public void Are_read(FuzzInput input) => MyReaderFuzz.Read(input.Bytes);
}
