using LineFraming.Benchmarks;
using Xunit;

namespace LineFraming.Tests;

/// <summary>The comparison of the answers to a load.</summary>
public sealed class LoadConversationTests
{
    private const int Window = 3;
    private const int Length = 10;
    private const int AnswerSize = 22;

    [Fact]
    public void Right_answers_are_counted_in_any_chunks()
    {
        byte[] answers = Answers(1, 4 * Window);
        for (int size = 1; size <= answers.Length; size++)
        {
            Conversation conversation = new(1, Window, Length);
            long counted = answers.Chunk(size).Sum(chunk => conversation.Check(chunk));
            Assert.Equal((4 * Window, 4 * Window), (counted, conversation.Answered));
        }
    }

    [Fact]
    public void A_changed_byte_is_caught_at_any_place_in_any_chunks()
    {
        byte[] answers = Answers(1, 4 * Window);
        for (int at = 0; at < answers.Length; at++)
        {
            answers[at] ^= 1;
            LoadFailedException whole = Assert.Throws<LoadFailedException>(() => new Conversation(1, Window, Length).Check(answers));
            Assert.StartsWith($"answer {(at / AnswerSize) + 1} is not what it must be", whole.Message, StringComparison.Ordinal);
            Conversation bytewise = new(1, Window, Length);
            LoadFailedException cut = Assert.Throws<LoadFailedException>(() => Array.ForEach(answers, b => bytewise.Check([b])));
            Assert.Contains($"{(at / AnswerSize) + 1} is not", cut.Message, StringComparison.Ordinal);
            Assert.Contains($"from its byte {at % AnswerSize} on", whole.Message, StringComparison.Ordinal);
            Assert.Equal(at / AnswerSize, bytewise.Answered);
            answers[at] ^= 1;
        }
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 1)]
    public void An_answer_out_of_its_turn_is_caught(int first, int second)
    {
        byte[] answers = Answers(1, Window);
        Conversation conversation = new(1, Window, Length);
        Assert.Throws<LoadFailedException>(() =>
        {
            conversation.Check(answers.AsSpan(first * AnswerSize, AnswerSize));
            conversation.Check(answers.AsSpan(second * AnswerSize, AnswerSize));
        });
    }

    [Fact]
    public void The_answer_of_another_connection_is_caught() =>
        Assert.Throws<LoadFailedException>(() => new Conversation(1, Window, Length).Check(Answers(2, 1)));

    [Fact]
    public void A_wrong_answer_is_quoted_beside_the_expected_one()
    {
        byte[] answers = Answers(1, 1);
        answers[12] = 0;
        LoadFailedException wrong = Assert.Throws<LoadFailedException>(() => new Conversation(1, Window, Length).Check(answers));
        Assert.Matches(
            @"^answer 1 is not what it must be: expected ""You sent: .{9,}\\x0d\\x0a"", and from its byte 12 on came ""\\x00",
            wrong.Message);
    }

    // A line is a byte string without line ends, and its answer has the prefix; the test knows nothing else about the lines.
    private static byte[] Answers(int number, int count)
    {
        Conversation conversation = new(number, Window, Length);
        List<byte> stream = [];
        long end = (long)count * conversation.LineSize;
        while (stream.Count < end)
        {
            stream.AddRange(conversation.Stream(stream.Count, end));
        }

        return [.. stream.Chunk(conversation.LineSize).SelectMany(line => (byte[])[.. "You sent: "u8, .. line])];
    }
}
