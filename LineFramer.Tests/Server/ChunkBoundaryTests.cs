using System.Text;
using LineFraming.Server;
using Xunit;

namespace LineFraming.Tests.Server;

/// <summary>R1 over TCP: the answers do not depend on where the chunks of the peer end.</summary>
public class ChunkBoundaryTests
{
    private const string Sent = "This is a line.\r\n\r\r\nThis is another line.\r\n..\r\n.\r\nafter\r\n";
    private const string Answers =
        "You sent: This is a line.\r\nYou sent: \r\r\nYou sent: This is another line.\r\nYou sent: ..\r\n";

    [Fact]
    public async Task Answers_are_the_same_with_a_boundary_at_every_byte()
    {
        await using TestServer server = await TestServer.StartAsync();
        for (int boundary = 1; boundary < Sent.Length; boundary++)
        {
            using TestPeer peer = await server.ConnectAsync();
            await peer.SendAsync(Sent[..boundary]);
            await ExpectWholeLinesAsync(peer, boundary);
            await peer.SendAsync(Sent[boundary..]);
            Assert.Equal(Answers[AnsweredBy(boundary).Length..], await peer.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Each_answer_comes_with_the_last_byte_of_its_line()
    {
        await using TestServer server = await TestServer.StartAsync();
        using TestPeer peer = await server.ConnectAsync();
        int answered = 0;
        for (int sent = 1; sent <= Sent.Length; sent++)
        {
            await peer.SendAsync(Sent[(sent - 1)..sent]);
            string answers = AnsweredBy(sent);
            await peer.ExpectAsync(answers[answered..]);
            answered = answers.Length;
        }

        Assert.Equal("", await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Answers_are_the_same_in_random_chunks()
    {
        const int Seed = 8007;
        Random random = new(Seed);
        await using TestServer server = await TestServer.StartAsync(new ServerOptions { MaxLineLength = 12 });
        for (int round = 0; round < 60; round++)
        {
            byte[] stream = RandomStream(random);
            string expected = await AnswersAsync(server, stream, _ => int.MaxValue);
            string actual = await AnswersAsync(server, stream, left => random.Next(1, Math.Min(left, 9) + 1));
            Assert.True(expected == actual, $"Seed {Seed}, round {round}: \"{actual}\" instead of \"{expected}\".");
        }
    }

    // Rich in delimiter bytes, in dots, and in lines at the limit of 12 and beyond.
    private static byte[] RandomStream(Random random)
    {
        StringBuilder text = new();
        string[] pieces = ["\r\n", "\r\n", "\r", "\n", ".", "a", "bcd", "efghijklmn"];
        while (text.Length < 150)
        {
            text.Append(pieces[random.Next(pieces.Length)]);
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static async Task<string> AnswersAsync(TestServer server, byte[] stream, Func<int, int> nextSize)
    {
        using TestPeer peer = await server.ConnectAsync();
        Task<string> answers = peer.ReadToEndAsync();
        for (int sent = 0; sent < stream.Length;)
        {
            int left = stream.Length - sent;
            int count = Math.Min(nextSize(left), left);
            await peer.SendAsync(stream.AsMemory(sent, count));
            sent += count;
        }

        peer.EndSending();
        return await answers;
    }

    // Once the answers to what was sent so far have come, the server has read up to the chunk boundary.
    private static Task ExpectWholeLinesAsync(TestPeer peer, int sent) => peer.ExpectAsync(AnsweredBy(sent));

    private static string AnsweredBy(int sent)
    {
        StringBuilder answers = new();
        string rest = Sent[..sent];
        for (int end = rest.IndexOf("\r\n", StringComparison.Ordinal); end >= 0; end = rest.IndexOf("\r\n", StringComparison.Ordinal))
        {
            if (rest[..end] == ".")
            {
                break;
            }

            answers.Append("You sent: ").Append(rest[..(end + 2)]);
            rest = rest[(end + 2)..];
        }

        return answers.ToString();
    }
}
