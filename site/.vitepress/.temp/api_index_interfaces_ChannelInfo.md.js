import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ChannelInfo","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ChannelInfo.md","filePath":"api/index/interfaces/ChannelInfo.md"}');
const _sfc_main = { name: "api/index/interfaces/ChannelInfo.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ChannelInfo</p><h1 id="interface-channelinfo" tabindex="-1">Interface: ChannelInfo <a class="header-anchor" href="#interface-channelinfo" aria-label="Permalink to &quot;Interface: ChannelInfo&quot;">​</a></h1><p>What a channel is, for people; every field is optional. The configuration of the relay states it, or else the source.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="description" tabindex="-1">description? <a class="header-anchor" href="#description" aria-label="Permalink to &quot;description?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>description?</strong>: <code>string</code></p></blockquote><p>At most 400 characters in a hello, 2048 in statistics.</p><hr><h3 id="genre" tabindex="-1">genre? <a class="header-anchor" href="#genre" aria-label="Permalink to &quot;genre?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>genre?</strong>: <code>string</code></p></blockquote><p>At most 100 characters.</p><hr><h3 id="ispublic" tabindex="-1">isPublic? <a class="header-anchor" href="#ispublic" aria-label="Permalink to &quot;isPublic?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>isPublic?</strong>: <code>boolean</code></p></blockquote><p>Whether directories of stations may list it.</p><hr><h3 id="title" tabindex="-1">title? <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>title?</strong>: <code>string</code></p></blockquote><p>At most 256 characters.</p><hr><h3 id="url" tabindex="-1">url? <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>url?</strong>: <code>string</code></p></blockquote><p>A page about it, <code>http:</code> or <code>https:</code>, at most 256 characters.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ChannelInfo.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ChannelInfo = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ChannelInfo as default
};
