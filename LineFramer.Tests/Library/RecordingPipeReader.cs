using System.IO.Pipelines;

namespace LineFraming.Tests.Library;

/// <summary>A pipe that records the tokens of its reads, where its last result ended, and to where it was advanced.</summary>
internal sealed class RecordingPipeReader(PipeReader inner) : PipeReader
{
    public List<CancellationToken> Tokens { get; } = [];

    public SequencePosition? End { get; private set; }

    public SequencePosition? Advanced { get; private set; }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        Tokens.Add(cancellationToken);
        ReadResult result = await inner.ReadAsync(cancellationToken);
        End = result.Buffer.End;
        return result;
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed)
    {
        Advanced = consumed;
        inner.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
